import { fork } from 'node:child_process'
import { join } from 'node:path'
import { inheritedEnvironment } from '../tools/run-process.ts'
import type { WorkerCommand, WorkerNotice, WorkerSettings } from './worker/settings.ts'

/** A process of the fleet. */
export interface WorkerProcess {
  readonly name: string
  readonly kill: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => void
  readonly send: (command: WorkerCommand) => void
  /** Resolves when the process has ended: with undefined if it was stopped or killed on purpose, else with what it wrote. */
  readonly ended: Promise<string | undefined>
}

const workerFile = join(import.meta.dirname, 'worker', 'main.ts')

/** @param onNotice - called with what the process reports */
export function startWorker(settings: WorkerSettings, onNotice: (notice: WorkerNotice) => void): WorkerProcess {
  const child = fork(workerFile, [JSON.stringify(settings)], {
    // Many of them run at the same time, and none has much to remember.
    execArgv: ['--max-semi-space-size=2', '--max-old-space-size=128', '--disable-warning=ExperimentalWarning'],
    env: inheritedEnvironment(),
    // Else a Ctrl-C in the terminal would end the process, too.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  let isKilled = false
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output = (output + String(chunk)).slice(-10_000)))
  child.on('message', onNotice)
  // A command may come too late for a process that has been killed.
  child.on('error', () => {})
  const ended = new Promise<string | undefined>((resolve) => {
    child.on('close', (code, signal) => {
      const isWanted = code === 0 || (isKilled && signal === 'SIGKILL')
      resolve(isWanted ? undefined : `${settings.name} ended with ${code ?? signal}: ${output}`)
    })
  })
  return {
    name: settings.name,
    kill(signal) {
      isKilled ||= signal === 'SIGKILL'
      child.kill(signal)
    },
    send(command) {
      if (child.connected) child.send(command)
    },
    ended,
  }
}
