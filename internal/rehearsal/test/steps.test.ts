import { describe, expect, it } from 'vitest'
import { CommandFailed } from '../commands.ts'
import { createSteps, RehearsalEnded, type Steps } from '../steps.ts'

/** Steps with a clock that goes on by a quarter of a second at each look, and the lines that they write. */
function stepsWithLines(signal = new AbortController().signal): { steps: Steps; lines: string[] } {
  const lines: string[] = []
  let time = 0
  return { lines, steps: createSteps({ say: (line) => lines.push(line), signal, now: () => (time += 250) }) }
}

describe('the steps of a rehearsal', () => {
  it('write a line each, with its seconds', async () => {
    const { steps, lines } = stepsWithLines()
    expect(await steps.need('clone', async () => 'a folder')).toBe('a folder')
    await steps.check('publint', async () => [])
    steps.skip('bun', 'is not on this machine')
    expect(lines).toEqual(['ok       clone (0.3 s)', 'ok       publint (0.3 s)', 'skipped  bun: is not on this machine'])
    expect(steps.summary()).toEqual({ steps: 2, skipped: 1, faults: [] })
  })

  it('go on after a check that finds something, and say what', async () => {
    const { steps, lines } = stepsWithLines()
    await steps.check('publint', async () => ['one', 'two\nlines'])
    await steps.check('licences', () => Promise.reject(new CommandFailed('npm ended with 1')))
    expect(lines).toEqual([
      'FAILED   publint (0.3 s)',
      '         one',
      '         two',
      '         lines',
      'FAILED   licences (0.3 s)',
      '         npm ended with 1',
    ])
    expect(steps.summary().faults).toEqual(['publint: one', 'publint: two\nlines', 'licences: npm ended with 1'])
  })

  it('end where a step fails that others need', async () => {
    const { steps, lines } = stepsWithLines()
    await expect(steps.need('publish', () => Promise.reject(new RangeError('broken')))).rejects.toThrow(RehearsalEnded)
    expect(lines.slice(0, 2)).toEqual(['FAILED   publish (0.3 s)', '         RangeError: broken'])
    expect(steps.summary().faults).toHaveLength(1)
  })

  it('end in silence where they are interrupted', async () => {
    const interruption = new AbortController()
    const { steps, lines } = stepsWithLines(interruption.signal)
    const interrupted = steps.check('publint', async () => {
      interruption.abort(new RangeError('interrupted'))
      return ['a fault that follows from that']
    })
    await expect(interrupted).rejects.toThrow(new RangeError('interrupted'))
    expect(lines).toEqual([])
  })
})
