import { describe, expect, it } from 'vitest'
import { filesMatching, readText } from '../repository/repository.ts'
import { digestProblems, workflowProblems } from './workflow-rules.ts'

const folder = '.github/workflows/'
const files = (await filesMatching(`${folder}*`)).map((path) => path.slice(folder.length))
const digest = '0123456789abcdef0123456789abcdef01234567'

describe('the workflows', () => {
  it('are those that the rules know', () => {
    expect(files).toEqual(['ci.yml', 'dependency-review.yml', 'next-clients.yml', 'release.yml', 'site.yml'])
  })

  it.each(files)('have few rights and pinned actions: %s', async (file) => {
    expect(workflowProblems(file, await readText(`${folder}${file}`))).toEqual([])
  })

  it('have one digest for each version of an action', async () => {
    expect(digestProblems(await Promise.all(files.map((file) => readText(`${folder}${file}`))))).toEqual([])
  })

  it('take zizmor by its digest', async () => {
    expect(await readText('.github/zizmor.txt')).toMatch(/^zizmor==\d+\.\d+\.\d+ --hash=sha256:[0-9a-f]{64}$/m)
  })

  it('are kept up to date by Dependabot', async () => {
    expect(await readText('.github/dependabot.yml')).toContain('package-ecosystem: github-actions')
  })
})

describe('the rules of workflows', () => {
  const sample = `
on: { pull_request: }
permissions: {}
jobs:
  all:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${digest} # v5.1.0
        with:
          persist-credentials: false
      - run: npx -y pnpm@12.21.0 install
        env:
          TITLE: \${{ github.event.pull_request.title }}
`

  it('accept a workflow that keeps them', () => {
    expect(workflowProblems('ci.yml', sample)).toEqual([])
  })

  it.each([
    ['a tag', `@${digest} # v5.1.0`, '@v5', 2],
    ['a branch', `@${digest} # v5.1.0`, '@main # v5.1.0', 1],
    ['a short digest', `@${digest}`, '@0123456', 1],
    ['a digest without a version', ' # v5.1.0', '', 1],
    ['a digest with a part of a version', ' # v5.1.0', ' # v5', 1],
    ['rights for all jobs', 'permissions: {}', 'permissions: { contents: read }', 1],
    ['all rights', 'permissions: {}', 'permissions: write-all', 1],
    ['no rights at the top', 'permissions: {}\n', '', 1],
    ['a right to write', 'contents: read', 'contents: write', 1],
    ['all rights of a job', 'permissions:\n      contents: read', 'permissions: read-all', 1],
    ['a job without rights', '    permissions:\n      contents: read\n', '', 1],
    ['credentials that stay', 'persist-credentials: false', 'fetch-depth: 0', 1],
    ['input in a command', '- run: npx', '- run: echo "${{ github.head_ref }}" && npx', 1],
    ['a script from the network', '- run: npx', '- run: curl -s https://example.com/install | sh && npx', 1],
    ['a version that moves', 'pnpm@12.21.0', 'pnpm@12', 1],
    ['pip without digests', '- run: npx', '- run: pip install zizmor==1.32.0 && npx', 1],
    ['a trigger of strangers with rights', 'pull_request:', 'pull_request_target:', 1],
    ['a secret', 'github.event.pull_request.title', 'secrets.NPM_TOKEN', 1],
    ['a job without a limit', '    timeout-minutes: 5\n', '', 1],
    ['a machine of others', 'ubuntu-latest', 'self-hosted', 1],
  ])('object to %s', (_, part, other, count) => {
    expect(sample).toContain(part)
    expect(workflowProblems('ci.yml', sample.replace(part, other))).toHaveLength(count)
  })

  it('know the machines of a matrix', () => {
    const ofMatrix = (os: string): string =>
      sample.replace('runs-on: ubuntu-latest', `runs-on: \${{ matrix.os }}\n    strategy: { matrix: { os: [ubuntu-latest, ${os}] } }`)
    expect(workflowProblems('ci.yml', ofMatrix('windows-2025'))).toEqual([])
    expect(workflowProblems('ci.yml', ofMatrix('self-hosted'))).toHaveLength(1)
  })

  it('accept a right to write only in the job that needs the right', () => {
    const writing = sample.replace('all:', 'issue:').replace('contents: read', 'issues: write')
    expect(workflowProblems('next-clients.yml', writing)).toEqual([])
    expect(workflowProblems('ci.yml', writing)).toEqual(['ci.yml: job issue may not write issues'])
  })

  it('object to a version with two digests', () => {
    expect(digestProblems([sample, sample])).toEqual([])
    expect(digestProblems([sample, sample.replace('012345', '543210')])).toEqual(['actions/checkout v5.1.0 has two digests'])
  })

  it('do not take what is no YAML', () => {
    expect(() => workflowProblems('ci.yml', `${sample}      - run: pip install --only-binary :all: x: y\n`)).toThrow(SyntaxError)
  })
})
