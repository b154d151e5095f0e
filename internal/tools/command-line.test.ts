import { expect, describe, it, vi } from 'vitest'
import { type Command, readOptions, runCommand, UsageError } from './command-line.ts'
import { choice, choices, flag, number, text, wholeNumber } from './option-kinds.ts'

const options = {
  minutes: number({ placeholder: 'n', of: 'minutes', least: 0.5, most: 60, absent: 5, about: 'how long' }),
  seed: wholeNumber({ placeholder: 'n', least: 0, most: 99, absent: undefined, about: 'where chance begins' }),
  client: choice({ placeholder: 'name', absent: 'all', about: 'which client' }, ['all', 'ky']),
  parts: choices('which parts', ['one', 'two', 'three']),
  secret: text({ placeholder: 'text', allowed: 'a secret', absent: undefined, about: 'its secret' }, (given) => given),
  quick: flag('less of it'),
}
const absent = { minutes: 5, seed: undefined, client: 'all', parts: ['one', 'two', 'three'], secret: undefined, quick: false }
const sample: Command<typeof options> = { name: 'sample', start: 'npm run sample --', about: 'Shows options.', options, notes: 'The end.' }

describe('the options of a command', () => {
  it.each<[string[], object]>([
    [[], {}],
    [['--minutes', '0.5', '--seed=0'], { minutes: 0.5, seed: 0 }],
    [['--client', 'ky', '--quick'], { client: 'ky', quick: true }],
    [['--parts', 'three, one'], { parts: ['three', 'one'] }],
    [['--seed', '1', '--seed', '2'], { seed: 2 }],
    [['--secret', '--odd'], { secret: '--odd' }],
    [['--secret', '-'], { secret: '-' }],
    [['--secret==x'], { secret: '=x' }],
  ])('are read: %j', (args, expected) => {
    expect(readOptions(options, args)).toEqual({ ...absent, ...expected })
  })

  it.each([[['--help']], [['--seed', '1', '--help']]])('are explained whatever else is given: %j', (args) => {
    expect(readOptions(options, args)).toBe('help')
  })

  it.each<[string[], string]>([
    [['--minutes', '61'], '--minutes: expected a number of minutes from 0.5 to 60'],
    [['--minutes', '0.4'], '--minutes: expected a number of minutes from 0.5 to 60'],
    [['--minutes', '1e1'], '--minutes: expected a number of minutes from 0.5 to 60'],
    [['--minutes'], '--minutes: expected a number of minutes from 0.5 to 60'],
    [['--minutes='], '--minutes: expected a number of minutes from 0.5 to 60'],
    [['--seed', '1.5'], '--seed: expected a whole number from 0 to 99'],
    [['--seed', '--quick'], '--seed: expected a whole number from 0 to 99'],
    [['--secret', '--seed=1'], '--secret: expected a secret'],
    [['--client', 'toString'], '--client: expected one of all, ky'],
    [['--parts', 'one,one'], '--parts: expected names separated by commas, each once: one, two, three'],
    [['--parts', 'one,four'], '--parts: expected names separated by commas, each once: one, two, three'],
    [['--quick=yes'], '--quick: expected no value'],
    [['--help=me'], '--help: expected no value'],
    [['--toString'], 'unknown option --toString; allowed are --minutes, --seed, --client, --parts, --secret, --quick, --help'],
    [['-x'], 'unknown option -x; allowed are --minutes, --seed, --client, --parts, --secret, --quick, --help'],
    [['more'], 'every argument must be an option or its value; see --help'],
    [['--', '--quick'], 'every argument must be an option or its value; see --help'],
  ])('are refused with what is allowed: %j', (args, message) => {
    expect(() => readOptions(options, args)).toThrow(new UsageError(message))
  })

  it.each([['hunter2'], ['--secret:hunter2'], ['--seed', 'hunter2'], ['--client=hunter2'], ['--parts', 'hunter2']])(
    'are refused without the value, which may be a secret: %s %s',
    (...args) => {
      const given = args.filter((arg) => arg !== undefined)
      expect(() => readOptions(options, given)).toThrow(UsageError)
      expect(() => readOptions(options, given)).not.toThrow(/hunter2/)
    },
  )
})

describe('a command', () => {
  /** Runs it, and gives what it has written and its exit code. */
  async function run(main: Parameters<typeof runCommand<typeof options>>[1], ...args: string[]): Promise<unknown> {
    const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
    const complaints = vi.spyOn(console, 'error').mockReturnValue()
    const before = process.exitCode
    try {
      await runCommand(sample, main, args)
      return { code: process.exitCode, out: out.mock.calls.flat().join(''), complaints: complaints.mock.calls.flat().join('\n') }
    } finally {
      process.exitCode = before
      out.mockRestore()
      complaints.mockRestore()
    }
  }

  it('ends with what its work returns', async () => {
    expect(await run(async ({ seed }) => seed ?? -1, '--seed', '7')).toEqual({ code: 7, out: '', complaints: '' })
  })

  it('ends with 2 and one line for wrong options, and does not start', async () => {
    const main = vi.fn<() => Promise<number>>().mockResolvedValue(0)
    expect(await run(main, '--seed', 'x')).toEqual({ code: 2, out: '', complaints: 'sample: --seed: expected a whole number from 0 to 99' })
    expect(main).not.toHaveBeenCalled()
  })

  it('ends with 2 and one line for options that do not go together', async () => {
    const main = async (): Promise<number> => {
      throw new UsageError('--seed: allowed only without --quick')
    }
    expect(await run(main)).toMatchObject({ code: 2, complaints: 'sample: --seed: allowed only without --quick' })
  })

  it('hands other errors on', async () => {
    await expect(run(async () => Promise.reject(new RangeError('broken')))).rejects.toThrow(RangeError)
  })

  it('explains each option', async () => {
    const { out } = (await run(async () => 0, '--help')) as { out: string }
    expect(out).toMatchInlineSnapshot(`
      "Usage: npm run sample -- [options]

      Shows options.

        --minutes <n>    how long (default: 5)
        --seed <n>       where chance begins
        --client <name>  which client (default: all)
        --parts <list>   which parts (default: all)
        --secret <text>  its secret
        --quick          less of it
        --help           this text

      The end.
      "
    `)
  })
})
