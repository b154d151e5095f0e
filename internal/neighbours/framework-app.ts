import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Bench } from '@everbearer/testing/bench'
import type { Call } from '@everbearer/testing/neighbour'
import { freePort } from '../tools/free-port.ts'
import { inheritedEnvironment, runProcess, startProcess } from '../tools/run-process.ts'
import { bundleForApp } from './bundle-app.ts'
import { reports } from './generate-client.ts'

/** An application of a framework, whose one route is `/orders/:id`. */
export interface FrameworkApp {
  /** The adapter that the route imports. */
  readonly adapter: 'fetch' | 'ofetch'
  /** The route: a file of `apps`, and its place in the application. */
  readonly route: readonly [file: string, place: string]
  /** Text of further files, by place. */
  readonly files: Readonly<Record<string, string>>
  /** Arguments of Node that build the application in a folder. */
  readonly build: (folder: string) => readonly string[]
  /** Arguments of Node that serve it. */
  readonly serve: (folder: string, port: number) => readonly string[]
}

export interface BuiltApp {
  /** Serves the application, with settings for the servers of a test. */
  readonly start: (bench: Bench, onEnd: (end: () => unknown) => void) => Promise<Call>
  readonly remove: () => Promise<void>
}

/** What the route answers with where the API or the token endpoint gave an error. */
export class AppError extends Error {
  readonly status: number
  readonly code: unknown
  constructor(status: number, code: unknown) {
    super(`the application answered with ${status}`)
    this.status = status
    this.code = code
  }
}

/** @throws {Error} the framework could not build the application; the message has its output */
export async function buildApp({ adapter, route: [file, place], files, build, serve }: FrameworkApp): Promise<BuiltApp> {
  await mkdir(reports, { recursive: true })
  const folder = await mkdtemp(join(reports, 'app-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  const written = { 'package.json': '{ "private": true, "type": "module" }', ...files }
  for (const [name, text] of Object.entries(written)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  await mkdir(dirname(join(folder, place)), { recursive: true })
  await copyFile(join(import.meta.dirname, 'apps', file), join(folder, place))
  await bundleForApp(adapter, folder)
  const env = { ...inheritedEnvironment(), CI: 'true', NEXT_TELEMETRY_DISABLED: '1', NUXT_TELEMETRY_DISABLED: '1' }
  const { code, output } = await runProcess(process.execPath, build(folder), { cwd: folder, env, timeout: 280_000 })
  if (code !== 0) {
    await remove()
    throw new Error(`the build ended with ${code}:\n${output}`)
  }

  async function start({ testbed, client }: Bench, onEnd: (end: () => unknown) => void): Promise<Call> {
    const port = await freePort()
    const settings = {
      TOKEN_ENDPOINT: testbed.tokenEndpoint,
      CLIENT_ID: client.clientId,
      CLIENT_SECRET: client.clientSecret,
      API: testbed.api,
      PORT: String(port),
      HOST: '127.0.0.1',
    }
    const server = startProcess(process.execPath, serve(folder, port), { cwd: folder, env: { ...env, ...settings }, group: true })
    onEnd(async () => {
      server.kill()
      await server.ended
    })
    await untilServed(`http://127.0.0.1:${port}/no-such-page`, server.ended)
    return async (index) => {
      const response = await fetch(`http://127.0.0.1:${port}/orders/${index}`)
      const body = (await response.json()) as { readonly code?: unknown }
      if (!response.ok) throw new AppError(response.status, body.code)
      return body
    }
  }

  return { start, remove }
}

/** Waits until a server answers, whatever it says. */
async function untilServed(url: string, ended: Promise<{ readonly output: string }>): Promise<void> {
  const failed = ended.then(({ output }) => Promise.reject(new Error(`the server ended:\n${output}`)))
  // The server ends after its test, too, when nobody waits any more.
  failed.catch(() => {})
  while (!(await Promise.race([failed, isServed(url)]))) await Promise.race([failed, pause(50)])
}

async function isServed(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  )
}
