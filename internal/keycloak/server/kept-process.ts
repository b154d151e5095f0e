import { type ChildProcess, spawn } from 'node:child_process'
import { type KeptProcess, keeperFile } from './keeper.ts'

export interface RunningProcess {
  /** Resolves when it and all its children are gone. */
  readonly ended: Promise<void>
  readonly hasEnded: () => boolean
  /** Kills it with all its children, by SIGKILL, and waits until they are gone. */
  readonly kill: () => Promise<void>
}

/** Starts a process that does not outlive this one, however this one ends. */
export function startKept(kept: KeptProcess): RunningProcess {
  // Detached: out of reach of the signals that a terminal sends to all at once.
  const keeper: ChildProcess = spawn(process.execPath, [keeperFile, JSON.stringify(kept)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  let over = false
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  const end = (): void => {
    over = true
    resolve()
  }
  keeper.on('exit', end).on('error', end)
  keeper.stdin?.on('error', () => {})
  // Neither the keeper nor its pipe keeps this process alive.
  keeper.unref()
  return {
    ended,
    hasEnded: () => over,
    async kill() {
      keeper.ref()
      keeper.stdin?.end('killed on purpose')
      await ended
    },
  }
}
