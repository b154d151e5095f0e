import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readManifest } from './repository.ts'
import { runNode, runPackageManager, tscFile } from './run.ts'
import type { Outcome, RunOptions } from './run.ts'
import type { Tarball } from './tarballs.ts'

/** A project of somebody else's, outside the repository, that has our tarballs installed by plain npm. */
export interface Consumer extends AsyncDisposable {
  /** Where the project is. */
  readonly folder: string
  /** Writes a file. Its folder is made. */
  write(file: string, code: string): Promise<void>
  /** Runs TypeScript, by default on the modules in the project's root, strictly and with the declarations that we ship. */
  compile(project?: string, compiler?: string): Promise<Outcome>
  run(file: string, args?: readonly string[], options?: RunOptions): Promise<Outcome>
}

/** Thrown where the package registry does not answer, which is nobody's mistake on a machine that is offline. */
export class RegistryUnreachableError extends Error {}

/** @throws RegistryUnreachableError */
export async function createConsumer(tarballs: readonly Tarball[]): Promise<Consumer> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer consumer-')))
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await writeFile(join(folder, 'package.json'), JSON.stringify(await manifestFor(tarballs)))
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, include: ['*.ts'] }))
    await writeFile(join(folder, 'undici.d.ts'), undiciTypes)
    await install(folder)
  } catch (error) {
    await remove()
    throw error
  }

  return {
    folder,
    async write(file, code) {
      const path = join(folder, file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, code)
    },
    compile: (project = 'tsconfig.json', compiler = tscFile) =>
      runNode(compiler, ['--project', project, '--pretty', 'false'], { cwd: folder }),
    run: (file, args = [], options = {}) => runNode(file, args, { cwd: folder, ...options }),
    [Symbol.asyncDispose]: remove,
  }
}

async function install(folder: string): Promise<void> {
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1', '--loglevel=error']
  const { code, output } = await runPackageManager('npm', args, { cwd: folder })
  if (code === 0) return
  // The output does not tell: where npm cannot fetch a peer dependency, it may speak of a conflict of versions.
  const ping = await runPackageManager('npm', ['ping', '--fetch-retries=0'], { cwd: folder })
  if (ping.code !== 0 && noAnswer.test(ping.output)) throw new RegistryUnreachableError(ping.output)
  throw new Error(`npm cannot install the tarballs:\n${output}`)
}

const noAnswer = /ENOTFOUND|EAI_AGAIN|ECONNRE|ETIMEDOUT|E(NET|HOST)UNREACH|network timeout/

async function manifestFor(tarballs: readonly Tarball[]): Promise<object> {
  const { devDependencies } = await readManifest('package.json')
  const ours = tarballs.map(({ name, path }) => [name, `file:${path}`])
  return {
    private: true,
    type: 'module',
    dependencies: { ...Object.fromEntries(ours), ...Object.fromEntries(peers.map((name) => [name, devDependencies?.[name]])) },
  }
}

/** What the adapters are for. */
const peers = ['axios', 'ky', 'ofetch']

/** The types of ofetch 1 import undici's, which it does not bring along, and which in turn need Node's. */
export const undiciTypes = "declare module 'undici' { export class Dispatcher {} }"

/** Nothing of Node's types: what we ship must not need them. It does need to know what is disposable. */
export const settings = {
  target: 'ES2023',
  lib: ['ES2023', 'DOM', 'DOM.Iterable'],
  module: 'NodeNext',
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: false,
  noEmit: true,
}
