import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** How the demo ended. */
export interface Outcome {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The demo as a process of its own, as a user runs it. */
export interface DemoProcess {
  readonly child: ChildProcess
  readonly ended: Promise<Outcome>
  /** Resolves when standard output holds `text`. Rejects if the process ends before. */
  readonly prints: (text: string) => Promise<void>
}

export function startDemo(args: readonly string[], env: Readonly<Record<string, string>> = {}): DemoProcess {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, ...args], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
    })
  }
  const ended = new Promise<Outcome>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal, ...output }))
  })
  return {
    child,
    ended,
    prints: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.stdout.includes(text)) resolve()
        }
        child.stdout.on('data', look)
        child.once('close', () => reject(new Error(`ended without ${JSON.stringify(text)}: ${output.stdout}${output.stderr}`)))
        look()
      }),
  }
}

/** Runs the demo to its end. */
export function runDemo(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome> {
  return startDemo(args, env).ended
}
