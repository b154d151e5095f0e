import { cp, mkdir, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Consumer, settings } from '../consumer.ts'
import { type Outcome, runPackageManager, type RunOptions } from '../run.ts'
import type { Mode } from './modes.ts'

/** A folder of a consumer with the programs of `programs/`, as ES modules or for CommonJS. */
export interface Project {
  /** Type-checks programs. */
  check(mode: Mode, ...programs: string[]): Promise<Outcome>
  /** Compiles a program, unchecked, to a `.js` file beside it. */
  compile(mode: Mode, program: string): Promise<Outcome>
  run(program: string, options?: RunOptions & { readonly args?: readonly string[] }): Promise<Outcome>
  /** Runs a test of `clients.js` or of `kit/` by Jest, with fields of a package.json. No test may take two seconds. */
  runJest(manifest: object, tested: 'clients' | 'kit', options?: RunOptions): Promise<Outcome>
}

export async function createProject(consumer: Consumer, type: 'commonjs' | 'module'): Promise<Project> {
  const cwd = join(consumer.folder, type)
  await cp(join(import.meta.dirname, 'programs'), cwd, { recursive: true })
  await symlink(join(consumer.folder, 'node_modules'), join(cwd, 'node_modules'), 'junction')
  await consumer.write(`${type}/clients.test.js`, imports[type]('sendRequests, failRequests', './clients.js') + jestTest)
  const situations = imports[type]('declareSituations', './situations.js')
  await consumer.write(`${type}/kit/kit.test.js`, `${situations}declareSituations({ test, beforeEach, after: afterAll })\n`)
  const nodeTest = imports[type]('after, beforeEach, test', 'node:test')
  await consumer.write(`${type}/kit/node-test.js`, `${nodeTest}${situations}declareSituations({ test, beforeEach, after })\n`)
  const describe = (manifest: object): Promise<void> =>
    consumer.write(`${type}/package.json`, JSON.stringify({ private: true, type, ...manifest }))
  await describe({})
  let checks = 0

  async function compile({ compiler, options }: Mode, programs: readonly string[], more: object): Promise<Outcome> {
    const file = `${type}/tsconfig.${++checks}.json`
    // The types of the language itself come with the compiler, and take as long to check as all else.
    const compilerOptions = { ...settings, skipDefaultLibCheck: true, esModuleInterop: true, ...options, ...more }
    await consumer.write(file, JSON.stringify({ compilerOptions, files: [...programs, '../undici.d.ts'] }))
    return consumer.compile(file, compiler)
  }

  return {
    check: (mode, ...programs) => compile(mode, programs, {}),
    compile: (mode, program) => compile(mode, [program], { noEmit: false, noCheck: true }),
    run: (program, { args = [], ...options } = {}) => consumer.run(program, args, { cwd, ...options }),
    async runJest(manifest, tested, { env } = {}) {
      await describe({ scripts: { test: 'node node_modules/jest/bin/jest.js' }, ...manifest })
      // Jest keeps its cache among the temporary files.
      const limit = tested === 'kit' ? ['--testTimeout=2000'] : []
      return runPackageManager('npm', ['test', '--', `${tested}.test`, ...limit], { cwd, env: { ...env, TMPDIR: cwd } })
    },
  }
}

const imports = {
  commonjs: (names: string, from: string) => `const { ${names} } = require('${from}')\n`,
  module: (names: string, from: string) => `import { ${names} } from '${from}'\n`,
}

const jestTest = `
test('every client gets through', async () => {
  expect(await sendRequests()).toHaveLength(10)
})

test('errors of axios are of its classes', async () => {
  expect(await failRequests()).toEqual([true, true, true])
})
`

export const testFrameworks = ['jest', 'babel-jest', '@babel/plugin-transform-modules-commonjs', 'msw', 'vitest'] as const

/** Puts packages into a consumer, where npm would put them. */
export async function linkPackages({ folder }: Consumer, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(import.meta.dirname, 'node_modules', name), link, 'junction')
  }
}
