import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readText, root } from './repository.ts'
import { runNode } from './run.ts'

let clone: string

/** A repository of the same shape with nothing to install, in a folder with a space. */
beforeAll(async () => {
  clone = await realpath(await mkdtemp(join(tmpdir(), 'everbearer clone-')))
  await cp(join(root, 'scripts'), join(clone, 'scripts'), { recursive: true })
  await Promise.all([mkdir(join(clone, 'demo')), mkdir(join(clone, 'packages', 'one'), { recursive: true })])
  await writeFile(join(clone, 'package.json'), '{ "private": true, "type": "module" }')
  await writeFile(join(clone, 'packages', 'one', 'package.json'), '{ "name": "one" }')
  await writeFile(join(clone, 'pnpm-workspace.yaml'), 'packages:\n  - packages/*\n')
  await writeFile(join(clone, 'pnpm-lock.yaml'), lockfile)
  await writeFile(join(clone, 'demo', 'main.ts'), demo)
})

afterAll(() => rm(clone, { recursive: true, force: true }))

const start = async (...args: string[]) => runNode('scripts/everbearer.mjs', ['start', ...args], { cwd: clone })

describe('npm start', () => {
  it('sets up once, and again when a manifest changes', async () => {
    expect((await start()).output).toContain('set-up: dependencies installed (')
    expect((await start()).output).toContain('set-up: up to date')
    await writeFile(join(clone, 'packages', 'one', 'package.json'), '{ "name": "one", "version": "1.0.0" }')
    expect((await start()).output).toContain('set-up: dependencies installed (')
  })

  it('hands arguments on unchanged and leaves standard output to the demo', async () => {
    const args = ['two words', `"double" and 'single'`, '$HOME', '%PATH%', '*', '', '--flag=a b', '\\']
    const { stdout } = await start(...args)
    expect(JSON.parse(stdout)).toEqual(args)
  })

  it.each([
    ['the exit code of the demo', 'exit 42', 42],
    ['a demo that a signal ended, by the custom of shells,', 'signal SIGKILL', 137],
  ])('passes %s through', async (_, end, code) => {
    expect(await start(...end.split(' '))).toMatchObject({ code })
  })
})

describe('the closing line', () => {
  const passed = { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped' }] }
  const failed = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  const notLoaded = { status: 'failed', assertionResults: [] }

  it.each([
    ['counts passed and failed tests', [passed, failed], '2 passed, 1 failed'],
    ['counts a file that did not load as a failure', [passed, notLoaded], '1 passed, 1 failed'],
    ['takes a run without tests for what it is', [], '0 passed, 0 failed'],
  ])('%s', async (_, testResults, line) => {
    const report = join(clone, 'report.json')
    await writeFile(report, JSON.stringify({ testResults }))
    expect(await runNode('scripts/everbearer.mjs', ['tally', report], { cwd: clone })).toMatchObject({
      code: 0,
      stdout: `${line}\n`,
    })
  })

  it('adds up several reports', async () => {
    const reports = ['quick.json', 'rest.json'].map((name) => join(clone, name))
    for (const report of reports) await writeFile(report, JSON.stringify({ testResults: [passed, failed] }))
    const { stdout } = await runNode('scripts/everbearer.mjs', ['tally', ...reports, join(clone, 'none.json')], { cwd: clone })
    expect(stdout).toBe('4 passed, 3 failed\n')
  })

  it('counts a missing report as a failure', async () => {
    const { stdout } = await runNode('scripts/everbearer.mjs', ['tally', join(clone, 'none.json')], { cwd: clone })
    expect(stdout).toBe('0 passed, 1 failed\n')
  })
})

describe('the Node that we develop with', () => {
  it('is the same for version managers, for npx and in CI', async () => {
    const wanted = /^(\d+)\n$/.exec(await readText('.node-version'))?.[1]
    expect(/node: (\d+)/.exec(await readText('scripts/toolchain.mjs'))?.[1]).toBe(wanted)
    for (const name of ['ci', 'release', 'site']) {
      expect(/node-version: (\d+)/.exec(await readText(`.github/workflows/${name}.yml`))?.[1]).toBe(wanted)
    }
  })
})

describe('the commands that CONTRIBUTING.md names', () => {
  it('are there', async () => {
    const { scripts } = JSON.parse(await readText('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    const text = await readText('CONTRIBUTING.md')
    const named = [...text.matchAll(/npm run ([\w:-]+)|npm (start|test)/g)].map(([, run, own]) => (run ?? own)!)
    expect([...new Set(named)].filter((name) => scripts[name] === undefined)).toEqual([])
    const ours = Object.entries(scripts).filter(([, line]) => line.includes('scripts/everbearer.mjs'))
    expect(ours.map(([name]) => name).filter((name) => !named.includes(name))).toEqual([])
  })
})

describe('the checks', () => {
  interface Step {
    readonly name: string
    readonly variables?: { readonly EVERBEARER_TEST_SET?: string }
  }

  /** Each step with the set of its tests. */
  async function stepsOf(set: string, vitestArguments: readonly string[] = []): Promise<string[]> {
    const file = join(clone, 'print-steps.mjs')
    const args = JSON.stringify([set, 'report.json', vitestArguments]).slice(1, -1)
    await writeFile(file, `import { stepsOf } from './scripts/steps.mjs'\nconsole.log(JSON.stringify(stepsOf(${args})))`)
    const { stdout } = await runNode(file, [], { cwd: clone })
    return (JSON.parse(stdout) as Step[]).map(
      ({ name, variables }) => `${name}${variables === undefined ? '' : ` ${variables.EVERBEARER_TEST_SET}`}`,
    )
  }

  const before = ['format', 'lint: oxlint', 'lint: knip', 'types: all', 'types: packages']
  const after = ['docs: systems.md', 'docs: behaviour.md']

  it('of the quick set and of the rest are all the checks, and none of them is in both', async () => {
    expect(await stepsOf('quick')).toEqual([...before, 'tests quick'])
    expect(await stepsOf('rest')).toEqual(['tests rest', ...after])
    expect(await stepsOf('all')).toEqual([...before, 'tests undefined', ...after])
  })

  it('run once in CI, each set by its own command', async () => {
    const lines = [...(await readText('.ci/run')).matchAll(/^step \S+ (.*)$/gm)].map(([, command]) => command)
    const commands = ['npm run runtimes', 'npm test', 'npm run test:rest', 'npm run rehearse -- --ci', 'npm start -- "${demo_flags[@]}"']
    expect(lines).toEqual(commands)
  })

  it('compare the table of behaviours with a run of all tests alone', async () => {
    expect(await stepsOf('rest', ['bun'])).toEqual(['tests rest', 'docs: systems.md'])
  })
})

const demo = `
const [first = '', second = ''] = process.argv.slice(2)
if (first === 'exit') process.exit(Number(second))
if (first === 'signal') process.kill(process.pid, second)
console.log(JSON.stringify(process.argv.slice(2)))
`

const lockfile = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  excludeLinksFromLockfile: false

importers:

  .: {}

  packages/one: {}
`
