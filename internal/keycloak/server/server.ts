import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Realm } from '../realms/representation.ts'
import { freePort } from '../../tools/free-port.ts'
import { type Say, withProgress } from '../../tools/progress.ts'
import { type RunningProcess, startSupervised } from '../../tools/supervised-process.ts'
import type { Launcher } from './launch.ts'

export interface KeycloakOptions {
  /** What it is called in the lines that tell of progress. */
  readonly name: string
  readonly realms: readonly Realm[]
  /** `/`, or `/auth` as before Keycloak 17. @default '/' */
  readonly path?: string
  /** @default any free one */
  readonly port?: number
  /** Serves with TLS too, and asks clients for a certificate. @default no TLS */
  readonly tls?: TlsFiles
  /** Gives up the start. @default never */
  readonly signal?: AbortSignal | undefined
}

/** PEM. */
export interface TlsFiles {
  readonly cert: string
  readonly key: string
  /** The authority of clients' certificates. */
  readonly authority: string
}

/** A Keycloak of one's own, on loopback. */
export interface Keycloak extends AsyncDisposable {
  readonly origin: string
  /** Where its realms begin: without a trailing slash, with `/auth` where that is its path. */
  readonly baseUrl: string
  /** The same with TLS, for `localhost`; undefined without `tls`. */
  readonly tlsUrl: string | undefined
  /** SIGKILL, as a crash or a pulled plug would. */
  readonly kill: () => Promise<void>
  /** Starts again after `kill()`: same port, same data. Resolves when it answers. */
  readonly restart: () => Promise<void>
}

/** A machine with other work to do has needed more than a minute for two, ms. */
export const longestStart = 300_000

/** Where the realms of a server on loopback begin. */
export function baseUrlOf(port: number, path: string): string {
  return `http://127.0.0.1:${port}${path === '/' ? '' : path}`
}

/** Starts a Keycloak with the realms and waits until it answers. It ends with this process at the latest. */
export async function startKeycloak(launcher: Launcher, options: KeycloakOptions, say: Say): Promise<Keycloak> {
  const { name, realms, path = '/', port = await freePort(), tls, signal } = options
  const files = await launcher.createFiles(realms, path)
  const tlsPort = tls === undefined ? undefined : await freePort()
  if (tls !== undefined) await writeTlsFiles(join(files.folder, 'data', 'tls'), tls)
  const origin = `http://127.0.0.1:${port}`
  const baseUrl = baseUrlOf(port, path)
  const tlsUrl = tlsPort === undefined ? undefined : `https://localhost:${tlsPort}${baseUrl.slice(origin.length)}`
  let server: RunningProcess | undefined

  async function start(): Promise<void> {
    const running = startSupervised(launcher.command(files, { port, path, tlsPort }))
    server = running
    const urls = realms.map(({ realm }) => `${baseUrl}/realms/${realm}`)
    await withProgress(
      `starting Keycloak ${launcher.version} (${name})`,
      say,
      untilReady(urls, running, join(files.folder, 'keycloak.log'), signal),
    )
  }

  async function kill(): Promise<void> {
    await server?.kill()
  }

  async function stop(): Promise<void> {
    await kill()
    await files[Symbol.asyncDispose]()
  }

  try {
    await start()
    await files.started()
  } catch (error) {
    await stop()
    throw error
  }
  return { origin, baseUrl, tlsUrl, kill, restart: start, [Symbol.asyncDispose]: stop }
}

async function writeTlsFiles(folder: string, { cert, key, authority }: TlsFiles): Promise<void> {
  await mkdir(folder, { recursive: true })
  const files = { 'server.crt': cert, 'server.key': key, 'authority.crt': authority }
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)))
}

async function untilReady(urls: readonly string[], server: RunningProcess, log: string, signal: AbortSignal | undefined): Promise<void> {
  const deadline = performance.now() + longestStart
  while (!(await answersAll(urls))) {
    signal?.throwIfAborted()
    if (server.hasEnded()) throw new Error(`Keycloak did not start:\n${await tailOf(log)}`)
    if (performance.now() > deadline) throw new Error(`Keycloak was not ready after ${longestStart / 1000} s:\n${await tailOf(log)}`)
    await pause(250)
  }
}

async function answersAll(urls: readonly string[]): Promise<boolean> {
  const answers = await Promise.all(
    urls.map((url) =>
      fetch(url, { signal: AbortSignal.timeout(10_000) }).then(
        ({ ok }) => ok,
        () => false,
      ),
    ),
  )
  return answers.every(Boolean)
}

async function tailOf(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => 'it wrote no log')
  return text.trimEnd().split('\n').slice(-20).join('\n')
}
