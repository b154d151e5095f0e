import { spawn } from 'node:child_process'
import type { RuntimeName } from './targets.ts'
import { createLines } from './lines.ts'
import type { RunJob } from './run-job.ts'

/** Longest that one target, or another program, may take, ms. */
const patience = 240_000

/** What a runtime wants before the name of the file. */
const flags: Partial<Record<RuntimeName, readonly string[]>> = {
  Bun: ['run'],
  Deno: ['run', '--allow-all', '--no-config', '--no-lock', '--quiet'],
}

/** The arguments with which a runtime runs a file. */
export function argumentsOf(runtime: RuntimeName, file: string, args: readonly string[]): string[] {
  return [...(flags[runtime] ?? []), file, ...args]
}

/** For runtimes that are programs with arguments and an output. */
export const runInProcess: RunJob = ({ program, file, target }, job, onLine) =>
  runProgram({ program, file, runtime: target.runtime }, [JSON.stringify(job)], onLine)

/**
 * Runs a program to its end.
 *
 * @param onLine - gets each line of its output that is JSON
 * @throws if it ends with another exit code than 0, with what it said
 */
export async function runProgram(
  place: { readonly program: string; readonly file: string; readonly runtime: RuntimeName },
  args: readonly string[],
  onLine: (line: string) => void,
): Promise<void> {
  const said: string[] = []
  const child = spawn(place.program, argumentsOf(place.runtime, place.file, args), { stdio: ['ignore', 'pipe', 'pipe'] })
  const timer = setTimeout(() => child.kill('SIGKILL'), patience)
  child.stdout.setEncoding('utf8').on(
    'data',
    createLines((line) => void (line.startsWith('{') ? onLine(line) : said.push(line))),
  )
  child.stderr.setEncoding('utf8').on(
    'data',
    createLines((line) => void said.push(line)),
  )
  const end = await new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (code, signal) => resolve(signal ?? String(code)))
  })
  clearTimeout(timer)
  if (end !== '0') throw new Error([`it ended with ${end}`, ...said.slice(-30)].join('\n'))
}
