import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { readOptions } from '../tools/command-line.ts'
import { filesMatching, readManifest, readText } from '../repository/repository.ts'
import { comingClients } from './clients.ts'
import { readVersion } from './find-version.ts'
import { clientsToCome } from './options.ts'
import { readResults } from './read-results.ts'
import { isFailure, issueText, type Outcome, summaryLine } from './report.ts'
import { settingsFor } from './scratch-copy.ts'

const tried = { client: 'ky', tag: 'next', promised: '^2.1.0' }
const ran = { ...tried, kind: 'ran', version: '3.0.0', typeErrors: [], passed: 300, failed: [] } as const
const failed = { file: 'packages/ky/test/suite.test.ts', name: 'ky a 401 is replayed once', message: 'AssertionError: expected 1 to be 2' }

describe('the clients to come', () => {
  it('are the client of each adapter that has one, and undici', async () => {
    const manifests = await filesMatching('packages/{axios,ky,ofetch,fetch}/package.json')
    const peers = await Promise.all(manifests.map(async (path) => Object.keys((await readManifest(path)).peerDependencies ?? {})))
    expect(comingClients.map(({ name }) => name)).toEqual([...peers.flat(), 'undici'])
  })

  it('are all tried, by the workflow as well', async () => {
    expect(readOptions(clientsToCome.options, [])).toMatchObject({ client: ['axios', 'ky', 'ofetch', 'undici'], tag: ['latest', 'next'] })
    const workflow = parse(await readText('.github/workflows/next-clients.yml')) as { on: { schedule: { cron: string }[] } }
    expect(workflow.on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ \* \* 1$/) as string }])
    const [, line = ''] = /node internal\/clients-to-come\/main\.ts (.*)\n/.exec(await readText('.github/workflows/next-clients.yml')) ?? []
    expect(readOptions(clientsToCome.options, line.split(' '))).toMatchObject({
      client: ['axios', 'ky', 'ofetch', 'undici'],
      tag: ['latest', 'next'],
      output: 'clients-to-come.md',
    })
  })

  it.each(['--tag=latest,latest', '--tag=^2.0.0', '--tag=;ls', '--client=got'])('are not tried with %s', (argument) => {
    expect(() => readOptions(clientsToCome.options, [argument])).toThrow(/expected/)
  })

  it('replace every version in the workspace, and keep what was set there', async () => {
    const before = await readText('pnpm-workspace.yaml')
    const after = parse(before + settingsFor('ky', '3.0.0')) as object
    expect(after).toEqual({ ...(parse(before) as object), overrides: { ky: '3.0.0' }, minimumReleaseAgeExclude: ['ky'] })
  })
})

describe('a version', () => {
  it.each([
    ['"2.1.0"\n', '2.1.0'],
    ['["1.0.0","2.0.0"]', '2.0.0'],
    ['', undefined],
    ['null', undefined],
  ])('is read from %j', (stdout, version) => {
    expect(readVersion(stdout)).toBe(version)
  })
})

describe('the results of a run', () => {
  const json = (...testResults: object[]): string => JSON.stringify({ numPassedTests: 7, testResults })
  const file = '/tmp/copy/packages/ky/test/suite.test.ts'

  it('name each test that failed, with the first line of its error and without the folder', () => {
    const assertionResults = [
      { fullName: 'ky passes', status: 'passed', failureMessages: [] },
      { fullName: 'ky fails', status: 'failed', failureMessages: ['Error: in /tmp/copy/packages/ky/src/index.ts\n    at somewhere'] },
    ]
    expect(readResults(json({ name: file, status: 'failed', message: '', assertionResults }), '/tmp/copy')).toEqual({
      passed: 7,
      failed: [{ file: 'packages/ky/test/suite.test.ts', name: 'ky fails', message: 'Error: in packages/ky/src/index.ts' }],
    })
  })

  it('name a file that could not be loaded', () => {
    const broken = { name: file, status: 'failed', message: 'SyntaxError: ky has no export isHTTPError', assertionResults: [] }
    expect(readResults(json(broken), '/tmp/copy').failed).toEqual([
      { file: 'packages/ky/test/suite.test.ts', name: 'the file', message: 'SyntaxError: ky has no export isHTTPError' },
    ])
  })
})

describe('the report', () => {
  it.each<[Outcome, boolean, string]>([
    [{ ...tried, kind: 'no-version' }, false, 'ky has no next'],
    [ran, false, 'ky 3.0.0 (next): 300 tests passed, 0 failed, 0 type errors'],
    [{ ...ran, failed: [failed] }, true, 'ky 3.0.0 (next): 300 tests passed, 1 failed, 0 type errors'],
    [
      { ...ran, typeErrors: ['packages/ky/src/index.ts(1,1): error TS2322'] },
      true,
      'ky 3.0.0 (next): 300 tests passed, 0 failed, 1 type errors',
    ],
    [{ ...tried, kind: 'not-installed', version: '3.0.0', output: 'ERR' }, true, 'ky 3.0.0 (next): cannot be installed'],
    [{ ...tried, kind: 'not-finished', version: '3.0.0', output: 'ERR' }, true, 'ky 3.0.0 (next): tests do not end'],
  ])('counts an outcome: %#', (outcome, fails, line) => {
    expect(isFailure(outcome)).toBe(fails)
    expect(summaryLine(outcome)).toBe(line)
    expect(issueText([outcome], 'commit abc').startsWith(fails ? 'The tests of an adapter fail' : 'All versions of clients pass.')).toBe(
      true,
    )
  })

  it('says what failed, with which versions, and how to try again', () => {
    const text = issueText([ran, { ...ran, tag: 'latest', version: '2.9.0', failed: [failed] }], 'commit abc and Node 24.21.0')
    expect(text).toContain('| ky | next | 3.0.0 | ^2.1.0 | 300 tests pass |')
    expect(text).toContain('| ky | latest | 2.9.0 | ^2.1.0 | 1 of 301 tests fail, 0 type errors |')
    expect(text).toContain('Tried with commit abc and Node 24.21.0.')
    expect(text).toContain(`${failed.file}: ${failed.name}\n  ${failed.message}`)
    expect(text).toContain('node internal/clients-to-come/main.ts --client ky --tag latest\n')
  })

  it('lists thirty failures of a version, and counts the others', () => {
    const text = issueText([{ ...ran, failed: Array.from({ length: 33 }, () => failed) }], 'commit abc')
    expect(text.match(/packages\/ky\/test/g)).toHaveLength(30)
    expect(text).toContain('3 more are not listed.')
  })

  it('lets no text of a client out of its block, and shows no colours', () => {
    const message = '```\n@everyone [link](https://example.com) \u001B[31mred\u001B[39m'
    const text = issueText([{ ...ran, failed: [{ ...failed, message }] }], 'commit abc')
    expect(text).toContain('````text\n')
    expect(text).not.toContain('\u001B')
  })
})
