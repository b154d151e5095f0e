import { type ChildProcess, spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { createLines } from './lines.ts'

/** A worker that is served, and how to end it. */
export interface ServedWorker {
  readonly url: string
  /** What workerd said, a line each. */
  readonly said: readonly string[]
  readonly close: () => void
}

/** Serves one module by workerd alone, without what is usually put around it. */
export async function serveWorker(program: string, file: string): Promise<ServedWorker> {
  const config = join(dirname(file), `${basename(file, '.mjs')}.capnp`)
  await writeFile(config, configOf(basename(file)))
  const child = spawn(program, ['serve', '--control-fd=3', config], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] })
  const said: string[] = []
  const note = createLines((line) => void said.push(line))
  child.stdout?.setEncoding('utf8').on('data', note)
  child.stderr?.setEncoding('utf8').on('data', note)
  try {
    return { url: `http://127.0.0.1:${await portOf(child, said)}`, said, close: () => void child.kill() }
  } catch (error) {
    child.kill()
    throw error
  }
}

/** Where it listens, it says itself. */
function portOf(child: ChildProcess, said: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const onLine = (line: string): void => {
      const { event, port } = JSON.parse(line) as { event: string; port?: number }
      if (event === 'listen' && port !== undefined) resolve(port)
    }
    ;(child.stdio[3] as Readable).setEncoding('utf8').on('data', createLines(onLine))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`workerd ended with ${code}\n${said.join('\n')}`)))
  })
}

/** A worker may call loopback only where it is told so. */
function configOf(module: string): string {
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "suite", worker = (
      modules = [(name = "suite", esModule = embed "${module}")],
      compatibilityDate = "2026-11-01",
      globalOutbound = "loopback",
    )),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "suite")],
);
`
}
