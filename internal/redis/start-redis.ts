import { mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../tools/free-port.ts'
import type { Say } from '../tools/progress.ts'
import { type RunningProcess, startSupervised } from '../tools/supervised-process.ts'
import { askServer } from './ask-server.ts'
import { findServer } from './find-server.ts'
import type { ServerKind, ServerProgram } from './server-program.ts'

export interface RedisServerOptions {
  /** @default 'redis' */
  readonly kind?: ServerKind | undefined
  /** The program of the server. @default `findServer(kind, say)` */
  readonly program?: ServerProgram | undefined
  /** Settings of the server, by the names in its file of settings. @default `appendonly yes`, `maxmemory-policy noeviction`, no snapshots */
  readonly settings?: Readonly<Record<string, string>> | undefined
  /** @default a free port */
  readonly port?: number | undefined
  /** Gets the lines about what takes long. @default nobody */
  readonly say?: Say | undefined
}

/** A Redis or Valkey of one's own, on 127.0.0.1. */
export interface RedisServer extends AsyncDisposable {
  readonly kind: ServerKind
  readonly port: number
  /** `redis://127.0.0.1:PORT` */
  readonly url: string
  /** The process that answers now. */
  readonly pid: () => number
  /** Ends the server by SIGKILL. Its data stay. */
  readonly kill: () => Promise<void>
  /** Kills the server if it runs, and starts it again: same port, same data. Resolves when the server answers. */
  readonly restart: () => Promise<void>
  /** Ends the server, and removes its data. */
  readonly stop: () => Promise<void>
}

const longestStart = 60_000

/** Starts a server and waits until it answers. The server ends with this process at the latest. */
export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { kind = 'redis', say = () => {}, settings, port = await freePort() } = options
  const { path, environment } = options.program ?? (await findServer(kind, say))
  const folder = await realpath(await mkdtemp(join(tmpdir(), `everbearer-${kind}-`)))
  const data = join(folder, 'data')
  const log = join(folder, 'log')
  await mkdir(data)
  const all = {
    port: String(port),
    bind: '127.0.0.1',
    dir: data,
    save: '',
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
    ...settings,
  }
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])
  let running: RunningProcess | undefined
  let pid = 0

  async function start(): Promise<void> {
    running = startSupervised({ command: path, args, environment, log, cleanUp: [], folder })
    pid = await untilReady(port, running, log)
  }

  async function kill(): Promise<void> {
    await running?.kill()
  }

  async function stop(): Promise<void> {
    await kill()
    await rm(folder, { recursive: true, force: true })
  }

  async function restart(): Promise<void> {
    await kill()
    await start()
  }

  try {
    await start()
  } catch (error) {
    await stop()
    throw error
  }
  return { kind, port, url: `redis://127.0.0.1:${port}`, pid: () => pid, kill, restart, stop, [Symbol.asyncDispose]: stop }
}

/** @returns the id of the server's process */
async function untilReady(port: number, server: RunningProcess, log: string): Promise<number> {
  const deadline = performance.now() + longestStart
  for (;;) {
    // A server that still reads its data replies to this, too, and to no other command.
    const isReady = (await askServer(port, 'PING'))?.startsWith('+PONG') === true
    const pid = isReady ? /^process_id:(\d+)/m.exec((await askServer(port, 'INFO server')) ?? '') : null
    if (pid !== null) return Number(pid[1])
    if (server.hasEnded()) throw new Error(`The server did not start:\n${await tailOf(log)}`)
    if (performance.now() > deadline) throw new Error(`The server was not ready after ${longestStart / 1000} s:\n${await tailOf(log)}`)
    await pause(20)
  }
}

async function tailOf(log: string): Promise<string> {
  const text = await readFile(log, 'utf8').catch(() => 'it wrote no log')
  return text.trimEnd().split('\n').slice(-20).join('\n')
}
