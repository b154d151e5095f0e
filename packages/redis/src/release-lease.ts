import type { Clock } from '@everbearer/core'
import type { RunCommand } from './connection.ts'
import type { Notices } from './notices.ts'
import { evaluate, releaseScript } from './scripts.ts'

/** The objects and settings that a lease (the right of one process to refresh) needs. */
export interface LeaseContext {
  readonly run: RunCommand
  readonly clock: Clock
  /** Time after which the lease ends without renewal, ms. */
  readonly leaseTime: number
  readonly notices: Notices
  readonly key: string
  readonly channel: string
}

/** Ends the lease of this owner, and reports that to waiting processes. Does nothing if the owner no longer has the lease. */
export async function release({ run, key, channel, notices }: LeaseContext, owner: string): Promise<void> {
  await run(evaluate(releaseScript, key, owner, channel, notices.message('released')), key)
}
