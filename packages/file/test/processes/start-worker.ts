import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type Outcome, startProcess } from '../../../../internal/tools/run-process.ts'

/** Longest life of a process, ms. */
const patience = 120_000

/** What a process prints. */
export type Line = Readonly<Record<string, unknown>>

/** A process of these tests. */
export interface Worker {
  /** The lines so far. */
  readonly lines: readonly Line[]
  readonly ended: Promise<Outcome>
  readonly kill: (signal: NodeJS.Signals) => void
  /** Resolves with the first line that has this field. Rejects if the process ends without such a line. */
  line(field: string): Promise<Line>
}

/** Which program runs a process: its path, and the arguments before the name of the file. */
export interface Runner {
  readonly program: string
  readonly args: readonly string[]
  readonly file: string
}

const node: Runner = { program: process.execPath, args: [], file: join(import.meta.dirname, 'worker.ts') }

/** Starts a process. It is killed at the end of the test at the latest. */
export function startWorker(args: readonly (string | number)[], runner: Runner = node): Worker {
  const lines: Line[] = []
  const waiting: (() => void)[] = []
  const { ended, kill } = startProcess(runner.program, [...runner.args, runner.file, ...args.map(String)], {
    timeout: patience,
    onLine(text, output) {
      if (output === 1) lines.push(JSON.parse(text) as Line)
      for (const check of waiting) check()
    },
  })
  onTestFinished(() => {
    kill('SIGCONT')
    kill('SIGKILL')
  })

  function line(field: string): Promise<Line> {
    return new Promise((resolve, reject) => {
      const check = (): void => {
        const found = lines.find((each) => field in each)
        if (found !== undefined) resolve(found)
      }
      waiting.push(check)
      check()
      void ended.then(({ output }) => reject(new Error(`no line with ${field}: ${output}`)))
    })
  }
  return { lines, ended, kill, line }
}
