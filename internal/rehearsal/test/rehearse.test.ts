import { mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runProcess } from '../../tools/run-process.ts'
import { type RehearsalOptions, rehearse } from '../rehearse.ts'

let folder: string

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-rehearsals-')))
  vi.stubEnv('TMPDIR', folder)
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true, force: true })
})

async function git(cwd: string, ...args: string[]): Promise<void> {
  const identity = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@localhost']
  const { code, output } = await runProcess('git', [...identity, ...args], { cwd })
  expect(code, output).toBe(0)
}

/** A clone of this repository, with changes that were committed. */
async function cloneWith(changes: Readonly<Record<string, (text: string) => string>>): Promise<string> {
  const root = join(folder, `clone-${Object.keys(changes).length}`)
  await git(folder, 'clone', '--quiet', '--shared', join(import.meta.dirname, '..', '..', '..'), root)
  for (const [file, change] of Object.entries(changes)) {
    const text = await readFile(join(root, file), 'utf8')
    expect(change(text), file).not.toBe(text)
    await writeFile(join(root, file), change(text))
  }
  if (Object.keys(changes).length > 0) await git(root, 'commit', '--quiet', '--all', '--message', 'Break what is published')
  return root
}

const options: Omit<RehearsalOptions, 'root' | 'signal' | 'say'> = { managers: ['npm'], nodes: ['24'], whenMissing: 'skip', update: false }

/** Neither files nor processes. */
async function expectNothingLeft(): Promise<void> {
  expect((await readdir(folder)).filter((name) => name.startsWith('everbearer-rehearsal-'))).toEqual([])
  expect((await runProcess('ps', ['-eo', 'args'])).stdout).not.toContain(`${folder}/everbearer-rehearsal-`)
}

describe('a rehearsal', () => {
  it('finds a file that was left out, an entry that is gone, a range that is too wide, and an example that is stale', async () => {
    const root = await cloneWith({
      'packages/ofetch/package.json': (text) => text.replace('"!dist/.tsbuildinfo",', '"!dist/.tsbuildinfo", "!dist/with-bearer.js",'),
      'packages/testing/package.json': (text) => text.replace(/"\.\/msw": \{[^}]*\},/, ''),
      'packages/axios/package.json': (text) => text.replace('"axios": "^1.12.0"', '"axios": ">=0.19.0"'),
      'packages/fetch/README.md': (text) =>
        text.replace('import { createCoordinator, withBearer }', 'import { createCoordinator, wrapFetch }'),
    })
    const lines: string[] = []
    const { faults } = await rehearse({ ...options, root, signal: new AbortController().signal, say: (line) => lines.push(line) })
    expect(faults).toContain('files, entries, fields, ranges and source maps: @everbearer/ofetch: lacks dist/with-bearer.js')
    expect(faults).toContain(
      'the tarballs hold what internal/rehearsal/contents.txt lists: @everbearer/testing: - entry ./msw (types, default)',
    )
    expect(faults).toContainEqual(expect.stringMatching(/^npm: the examples compile: [^]*README-md-of-everbearer-fetch\.ts.*wrapFetch/))
    expect(faults).toContainEqual(
      expect.stringMatching(/^npm: the examples run on Node 24: the example of README\.md of @everbearer\/fetch fails/),
    )
    expect(faults).toContainEqual(
      expect.stringMatching(/^npm: the examples run on Node 24: the example of README\.md of @everbearer\/ofetch fails/),
    )
    expect(faults).toContainEqual(expect.stringMatching(/^the oldest peers: axios 0\.19\.0, [^]*README-md-of-everbearer-axios\.ts/))
    // What was not broken is in order.
    expect(lines).toContainEqual(expect.stringMatching(/^ok {7}npm: install \(/))
    expect(lines).toContainEqual(expect.stringMatching(/^ok {7}npm tells of a deprecated version \(/))
    await expectNothingLeft()
  })

  it('that is interrupted leaves neither files nor processes behind', async () => {
    const interruption = new AbortController()
    const lines: string[] = []
    const say = (line: string): void => {
      lines.push(line)
      if (line.startsWith('ok       start the registry')) interruption.abort(new Error('interrupted'))
    }
    await expect(rehearse({ ...options, root: await cloneWith({}), signal: interruption.signal, say })).rejects.toThrow('interrupted')
    expect(lines.at(-1)).toContain('start the registry')
    await expectNothingLeft()
  })
})
