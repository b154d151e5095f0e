import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filesMatching } from '../repository/repository.ts'
import { runProcess } from '../tools/run-process.ts'
import { codeVersion } from './code-version.ts'
import { commandOf, partNames, type Piece, planOf } from './plan.ts'
import { lastLines, parseProgress, piecesLeft, type Progress, type Result } from './progress.ts'
import { renderReport } from './report.ts'

const circumstances = { hasChromium: true, mutantLists: { 'rules/one.ts': 3, 'rules/two.ts': 4 } }
const plan = planOf(circumstances)
const pieces = partNames.flatMap((name) => plan[name].pieces)

function result(given: Partial<Result> = {}): Result {
  return { passed: true, code: 'abc', seconds: 60, at: '2026-11-27T10:00:00.000Z', output: 'done', ...given }
}

function valueOf({ args }: Piece, option: string): number {
  return Number(args[args.indexOf(option) + 1])
}

describe('the plan of a long run', () => {
  it('has each piece once, and as much of each part as its goal says', () => {
    expect(new Set(pieces.map(({ id }) => id)).size).toBe(pieces.length)
    for (const name of partNames) {
      expect(plan[name].pieces.every(({ part }) => part === name)).toBe(true)
      expect(plan[name].pieces.reduce((sum, { amount }) => sum + amount, 0)).toBe(plan[name].goal)
    }
    expect(plan).toMatchObject({ model: { goal: 1_000_000 }, urls: { goal: 100_000 }, prints: { goal: 10_000 }, mutants: { goal: 7 } })
  })

  it('gives no schedule and no input to two pieces', () => {
    // Each half of the schedules of a piece has a seed of its own.
    const seeds = plan.model.pieces.flatMap(({ env }) => [Number(env['EVERBEARER_SEED']), Number(env['EVERBEARER_SEED']) + 1])
    expect(new Set(seeds).size).toBe(2 * plan.model.pieces.length)
    const first = (each: readonly Piece[]): number[] => each.map((piece) => valueOf(piece, '--seed'))
    expect(first(plan.urls.pieces)).toEqual(plan.urls.pieces.map((_, i) => 1 + 5_000 * i))
    expect(first(plan.prints.pieces)).toEqual(plan.prints.pieces.map((_, i) => 1 + 1_000 * i))
    expect(plan.parsers.pieces.map(({ env }) => Number(env['EVERBEARER_SEED']))).toEqual(plan.parsers.pieces.map((_, i) => 1 + 100_000 * i))
  })

  it('runs 64 processes on Redis for a hundred lifetimes', () => {
    const large = plan.fleet.pieces.filter((piece) => valueOf(piece, '--processes') === 64)
    expect(large.reduce((sum, { amount }) => sum + amount, 0)).toBe(100)
    expect(new Set(large.map((piece) => valueOf(piece, '--seed'))).size).toBe(large.length)
  })

  it('leaves Chromium out where it is missing, and says so', () => {
    const { urls } = planOf({ ...circumstances, hasChromium: false })
    expect(urls.unit).toBe('URLs in Node alone')
    expect(urls.pieces.every(({ args }) => args.includes('--no-browser'))).toBe(true)
    expect(plan.urls.pieces.some(({ args }) => args.includes('--no-browser'))).toBe(false)
  })

  it('runs programs and tests that there are', async () => {
    const programs = new Set(pieces.map(({ args }) => args[0]!).filter((file) => !file.startsWith('node_modules/')))
    for (const file of programs) expect(await filesMatching(file)).toEqual([file])
    const tests = await filesMatching('packages/core/test/**/*.test.ts')
    const filters = new Set(pieces.filter(({ args }) => args.includes('core')).map(({ args }) => args.at(-1)!))
    expect(filters.size).toBe(4)
    for (const filter of filters) expect(tests.filter((path) => path.includes(filter))).not.toEqual([])
  })

  it('tells how to repeat a piece', () => {
    expect(commandOf({ ...pieces[0]!, env: { ONE: '1', TWO: '2' }, args: ['main.ts', '--seed', '3'] })).toBe(
      'ONE=1 TWO=2 node main.ts --seed 3',
    )
  })
})

describe('the progress of a long run', () => {
  const [one, two, three] = pieces as [Piece, Piece, Piece]
  const chosen = [one, two, three]

  it.each<[string, Progress, Piece[]]>([
    ['all of them at the beginning', {}, chosen],
    ['those without a result', { [one.id]: result(), [three.id]: result() }, [two]],
    ['those that failed', { [one.id]: result({ passed: false }), [two.id]: result() }, [one, three]],
    ['those that ran other code', { [one.id]: result({ code: 'def' }), [two.id]: result() }, [one, three]],
    ['none in the end', { [one.id]: result(), [two.id]: result(), [three.id]: result() }, []],
  ])('leaves %s', (_name, progress, left) => {
    expect(piecesLeft(chosen, progress, 'abc')).toEqual(left)
  })

  it('is read as it was saved', () => {
    const progress: Progress = { [one.id]: result(), [two.id]: result({ passed: false }) }
    expect(parseProgress(JSON.stringify(progress))).toEqual(progress)
    expect(parseProgress('{}')).toEqual({})
  })

  it.each(['', '{', '[]', 'null', '{"one":null}', '{"one":{"passed":true}}', JSON.stringify({ one: { ...result(), seconds: '60' } })])(
    'is not read from %j',
    (text) => {
      expect(() => parseProgress(text)).toThrow(
        new TypeError('The file is no progress of a long run: expected a JSON object of results; --restart begins anew.'),
      )
    },
  )

  it('keeps the last lines of an output, without colours', () => {
    expect(lastLines('one\n\u001B[31mtwo\u001B[39m\nthree\n\n', 2)).toBe('two\nthree')
  })
})

describe('the name of the code', () => {
  it('changes with what is committed, changed or added, and is the commit alone where nothing is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'everbearer-code-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const git = async (...args: string[]): Promise<void> => {
      const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com']
      expect(await runProcess('git', [...identity, ...args], { cwd: folder })).toMatchObject({ code: 0 })
    }
    const write = async (name: string, text: string): Promise<void> => writeFile(join(folder, name), text)
    const names: string[] = []
    const note = async (): Promise<void> => void names.push(await codeVersion(folder))

    await git('init', '--quiet')
    await write('one', '1')
    await git('add', 'one')
    await git('commit', '--quiet', '--message', 'one')
    await note()
    await write('one', '2')
    await note()
    await write('two', '1')
    await note()
    await write('two', '2')
    await note()
    await git('add', '.')
    await git('commit', '--quiet', '--message', 'two')
    await note()
    expect(new Set(names).size).toBe(5)
    expect(names).toEqual(
      [/^[\da-f]{10}$/, ...Array(3).fill(/^[\da-f]{10} with changes [\da-f]{8}$/), /^[\da-f]{10}$/].map(
        (form) => expect.stringMatching(form as RegExp) as string,
      ),
    )
  })

  it('is none outside of a checkout', async () => {
    await expect(codeVersion(tmpdir())).rejects.toThrow(/^git rev-parse failed, and without it the code has no name:\n/)
  })
})

describe('the report of a long run', () => {
  const render = (progress: Progress): string => renderReport(plan, progress, { code: 'abc', machine: 'Node 24, 2 cores' })
  const [piece, other] = plan.model.pieces as [Piece, Piece]
  const [soak] = plan.soak.pieces as [Piece]

  it('counts what passed with this code', () => {
    const report = render({ [piece.id]: result({ seconds: 150 }), [other.id]: result({ code: 'def' }) })
    expect(report).toContain(`Nothing has failed so far; ${pieces.length - 1} pieces are left.`)
    expect(report).toContain('\n| model | 20,000 | 1,000,000 | schedules | 0 | 3 |\n')
    expect(report).toContain('\n| mutants | 0 | 7 | mutants | 0 | 0 |\n')
    expect(report).toContain('\n- Code: abc\n- Date: 2026-11-27\n- Machine: Node 24, 2 cores\n')
  })

  it('shows what failed, and how to repeat it', () => {
    const report = render({ [piece.id]: result({ passed: false, output: 'a rule is broken' }) })
    expect(report).toContain('**Claim.** 1 piece failed.')
    expect(report).toContain(
      `## What failed\n\n### ${piece.id}\n\n\`\`\`sh\n${commandOf(piece)}\n\`\`\`\n\n\`\`\`text\na rule is broken\n\`\`\``,
    )
    expect(report).toContain('\n| model | 0 | 1,000,000 | schedules | 1 | 1 |\n')
  })

  it('shows the figures of the soak, and no output of what else passed', () => {
    const report = render({ [soak.id]: result({ output: 'axios 100.00 %' }), [piece.id]: result({ output: '2 passed' }) })
    expect(report).toContain(`## Figures\n\n### ${soak.id}\n`)
    expect(report).toContain('axios 100.00 %')
    expect(report).not.toContain('2 passed')
  })

  it('claims that nothing has failed when all is done', () => {
    const report = render(Object.fromEntries(pieces.map(({ id }, i) => [id, result({ at: `2026-11-${i === 0 ? 26 : 28}T10:00:00.000Z` })])))
    expect(report).toContain('**Claim.** Nothing has failed.\n')
    expect(report).toContain('- Date: 2026-11-26 to 2026-11-28\n')
  })
})
