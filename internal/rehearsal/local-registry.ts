import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../tools/free-port.ts'
import { startSupervised } from '../tools/supervised-process.ts'
import type { Commands } from './commands.ts'

/** A package registry on this machine. It has our packages to itself, and gets all others from the registry of this machine's npm. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string
  /** Settings for npm and for those who read its settings: this registry, and a token that only this registry takes. */
  readonly npmrc: string
  /** What the registry knows of a package. */
  readonly describe: (name: string) => Promise<Packument>
  readonly download: (url: string) => Promise<Uint8Array>
}

export interface Packument {
  readonly 'dist-tags': Readonly<Record<string, string>>
  readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } }>>
}

/** Where `package.json` of the programs is: the registry, and yarn. */
export const programsFolder: string = join(import.meta.dirname, 'registry')

/** Longest that the registry may take to answer at first, ms. */
const patience = 60_000

/** @param folder - for what is published, and for settings */
export async function startLocalRegistry(folder: string, { root, commands }: { root: string; commands: Commands }): Promise<LocalRegistry> {
  const install = ['install', '--frozen-lockfile', '--prefer-offline'] as const
  await commands.need(['pnpm', '--dir', programsFolder, ...install], { cwd: root })
  const { stdout } = await commands.need(['npm', 'config', 'get', 'registry'], { cwd: root })
  await mkdir(folder)
  const port = await freePort()
  const url = `http://127.0.0.1:${port}/`
  const config = join(folder, 'config.json')
  // JSON is YAML, too.
  await writeFile(config, JSON.stringify(configOf(folder, stdout.trim())))
  const npmrc = join(folder, '.npmrc')
  await writeFile(npmrc, `registry=${url}\n//127.0.0.1:${port}/:_authToken=rehearsal\naudit=false\nfund=false\nupdate-notifier=false\n`)

  const log = join(folder, 'log')
  const program = join(programsFolder, 'node_modules', 'verdaccio', 'bin', 'verdaccio')
  const args = [program, '--config', config, '--listen', `127.0.0.1:${port}`]
  const server = startSupervised({ command: process.execPath, args, environment: {}, log, cleanUp: [], folder })
  const deadline = performance.now() + patience
  while (!(await answers(url))) {
    if (server.hasEnded() || performance.now() > deadline) {
      await server.kill()
      throw new Error(`The local registry did not start:\n${await readFile(log, 'utf8')}`)
    }
    await pause(50)
  }

  return {
    url,
    npmrc,
    describe: async (name) => (await (await get(new URL(name.replace('/', '%2f'), url))).json()) as Packument,
    download: async (tarball) => (await get(new URL(tarball))).bytes(),
    [Symbol.asyncDispose]: server.kill,
  }
}

function configOf(folder: string, others: string): object {
  const ours = { access: '$all', publish: '$all', unpublish: '$all' }
  return {
    storage: join(folder, 'storage'),
    web: { enable: false },
    auth: { htpasswd: { file: join(folder, 'htpasswd'), max_users: -1 } },
    uplinks: { others: { url: others, maxage: '1h', timeout: '60s' } },
    packages: { '@everbearer/*': ours, everbearer: ours, '**': { access: '$all', proxy: 'others' } },
    log: { type: 'stdout', format: 'json', level: 'warn' },
    max_body_size: '20mb',
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(`${url}-/ping`).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function get(url: URL): Promise<Response> {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`The local registry answered ${response.status} for ${url.pathname}`)
  return response
}
