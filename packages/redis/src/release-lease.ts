import type { Clock } from '@everbearer/core'
import type { RunCommand } from './connection.ts'
import type { Notices } from './notices.ts'
import { evaluate, releaseScript } from './scripts.ts'

/** The objects and settings that a lease needs. */
export interface LeaseContext {
  readonly run: RunCommand
  readonly clock: Clock
  /** Time after which the lease ends without renewal, ms. */
  readonly leaseTime: number
  readonly notices: Notices
  readonly key: string
  readonly channel: string
}

/** Ends the lease unless another process holds it. */
export async function release({ run, key, channel, notices }: LeaseContext, owner: string): Promise<void> {
  await run(evaluate(releaseScript, key, owner, channel, notices.message('released')), key)
}
