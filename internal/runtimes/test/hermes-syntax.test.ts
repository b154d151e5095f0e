import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'rolldown'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runProcess } from '../../tools/run-process.ts'

const systems: Readonly<Record<string, string>> = {
  linux: 'linux64-bin/hermesc',
  darwin: 'osx-bin/hermesc',
  win32: 'win64-bin/hermesc.exe',
}
const compiler = join(
  createRequire(import.meta.url).resolve('hermes-compiler/package.json'),
  '../hermesc',
  systems[process.platform] ?? 'linux64-bin/hermesc',
)
const packages = join(import.meta.dirname, '..', '..', '..', 'packages')

describe("the compiler of React Native's engine", () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hermes-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const compile = async (file: string): Promise<number | null> =>
    (await runProcess(compiler, ['-O', '-emit-binary', '-out', `${file}.hbc`, file], { timeout: 60_000, onLine: () => {} })).code

  it.each(['core', 'fetch', 'axios', 'ky', 'ofetch', 'oauth2'])('compiles %s with all that it imports', async (name) => {
    const file = join(folder, `${name}.js`)
    await build({
      input: join(packages, name, 'src', 'index.ts'),
      platform: 'browser',
      external: ['axios', 'ky', 'ofetch'],
      output: { file, format: 'cjs', codeSplitting: false },
      logLevel: 'silent',
    })
    expect(await compile(file)).toBe(0)
  })

  it('rejects syntax that the engine lacks', async () => {
    const file = join(folder, 'lacks.js')
    await writeFile(file, 'async function* each() {}')
    expect(await compile(file)).not.toBe(0)
  })
})
