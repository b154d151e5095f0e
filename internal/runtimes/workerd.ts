import { writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { startProcess } from '../tools/run-process.ts'

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
  const said: string[] = []
  const { promise: port, resolve, reject } = Promise.withResolvers<number>()
  const { ended, kill } = startProcess(program, ['serve', '--control-fd=3', config], {
    thirdOutput: true,
    onLine(line, output) {
      if (output !== 3) return void said.push(line)
      // Where it listens, it says itself.
      const message = JSON.parse(line) as { readonly event: string; readonly port?: number }
      if (message.event === 'listen' && message.port !== undefined) resolve(message.port)
    },
  })
  void ended.then(({ code, output }) => reject(new Error(`workerd ended with ${code}\n${output}`)))
  return { url: `http://127.0.0.1:${await port}`, said, close: () => kill() }
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
