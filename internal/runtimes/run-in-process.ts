import { runProcess } from '../tools/run-process.ts'
import type { RunJob } from './run-job.ts'
import type { RuntimeName } from './targets.ts'

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
  const { code, signal, timedOut } = await runProcess(place.program, argumentsOf(place.runtime, place.file, args), {
    timeout: patience,
    onLine: (line, output) => void (output === 1 && line.startsWith('{') ? onLine(line) : said.push(line)),
  })
  if (code === 0) return
  const end = timedOut ? `the time-out of ${patience / 1000} s` : (signal ?? code)
  throw new Error([`it ended with ${end}`, ...said.slice(-30)].join('\n'))
}
