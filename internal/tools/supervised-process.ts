import { type ChildProcess, spawn } from 'node:child_process'
import { type SupervisedCommand, supervisorFile } from './supervisor.ts'

export interface RunningProcess {
  /** Resolves when it and all its children are gone. */
  readonly ended: Promise<void>
  readonly hasEnded: () => boolean
  /** Kills it with all its children, by SIGKILL, and waits until they are gone. */
  readonly kill: () => Promise<void>
}

/**
 * Starts a process that does not outlive this one, however this one ends. `run-process.ts` can't do that: the end of this
 * process ends its code, too.
 */
export function startSupervised(command: SupervisedCommand): RunningProcess {
  // Detached: out of reach of the signals that a terminal sends to all at once.
  const supervisor: ChildProcess = spawn(process.execPath, [supervisorFile, JSON.stringify(command)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  let over = false
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const end = (): void => {
    over = true
    resolve()
  }
  supervisor.on('exit', end).on('error', end)
  supervisor.stdin?.on('error', () => {})
  // Neither the supervisor nor its pipe keeps this process alive.
  supervisor.unref()
  return {
    ended,
    hasEnded: () => over,
    async kill() {
      supervisor.ref()
      supervisor.stdin?.end('killed on purpose')
      await ended
    },
  }
}
