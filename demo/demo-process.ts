import { fileURLToPath } from 'node:url'
import { type Outcome, type RunningProcess, startProcess } from '../internal/tools/run-process.ts'

export type { Outcome }

/** The demo as a process of its own, as a user runs it. */
export interface DemoProcess extends RunningProcess {
  /** Resolves when a line of standard output has `text`. Rejects if the process ends before. */
  readonly prints: (text: string) => Promise<void>
}

export function startDemo(args: readonly string[], env: Readonly<Record<string, string>> = {}): DemoProcess {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const lines: string[] = []
  let onNews: (() => void) | undefined
  const running = startProcess(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    onLine(line, output) {
      if (output !== 1) return
      lines.push(line)
      onNews?.()
    },
  })
  return {
    ...running,
    prints: (text) =>
      new Promise((resolve, reject) => {
        onNews = () => {
          if (lines.some((line) => line.includes(text))) resolve()
        }
        onNews()
        void running.ended.then(({ output }) => reject(new Error(`ended without ${JSON.stringify(text)}: ${output}`)))
      }),
  }
}

/** Runs the demo to its end. */
export function runDemo(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome> {
  return startDemo(args, env).ended
}
