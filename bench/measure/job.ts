import { fileURLToPath } from 'node:url'
import { startProcess } from '../../internal/tools/run-process.ts'

/** Node's flags for a job. */
export type Flags = readonly string[]

/** Keeps the garbage of whole rounds in the young generation, so that collections seldom fall into what is timed. */
const roomy: Flags = ['--min-semi-space-size=16', '--max-semi-space-size=128', '--expose-gc']

/** Runs `bench/jobs/<name>.ts` in a process of its own, and gives what it finishes with. */
export async function runJob<Result>(name: string, options: object, flags: Flags = roomy): Promise<Result> {
  await using server = await startJob<Result>(name, options, flags)
  return server.first
}

/** A job under way, and the first thing that it said. Ends with its owner. */
export interface RunningJob<First> extends AsyncDisposable {
  readonly first: First
}

/** @throws {Error} the job ended without a word */
export async function startJob<First>(name: string, options: object, flags: Flags = []): Promise<RunningJob<First>> {
  const file = fileURLToPath(new URL(`../jobs/${name}.ts`, import.meta.url))
  const { promise: first, resolve, reject } = Promise.withResolvers<First>()
  const { ended, kill } = startProcess(process.execPath, [...flags, file, JSON.stringify(options)], {
    stdin: 'pipe',
    stderr: 'inherit',
    onLine: (line) => resolve(JSON.parse(line) as First),
  })
  void ended.then(() => reject(new Error(`the job ${name} ended without a result`)))
  return {
    first: await first,
    async [Symbol.asyncDispose]() {
      kill()
      await ended
    },
  }
}

/** In a job: what it was told, as JSON. */
export function jobOptions(): object {
  // An owner that is gone takes its jobs along.
  process.stdin
    .once('end', () => process.exit())
    .resume()
    .unref()
  return JSON.parse(process.argv[2] ?? '{}') as object
}

/** In a job: gives the result. Resolves once it is handed over: a job that ends before would cut it short. */
export function say(result: unknown): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(`${JSON.stringify(result)}\n`, () => resolve())
  })
}
