import { createRemoteTestbed } from '@everbearer/testbed/remote'
import type { ControlAddress } from '../../bench/jobs/control.ts'
import { startJob } from '../../bench/measure/job.ts'
import type { Entrant } from './lanes.ts'
import type { Summary } from './tally.ts'
import { drawAll, faultOf, type TokenOutcome } from './troubles.ts'
import { type Load, runWorkload } from './workload.ts'

export interface SoakOptions {
  readonly entrants: readonly Entrant[]
  readonly load: Load
  /** Draws which token requests fail, and how. */
  readonly seed: number
  /** Lifetime of the access tokens, s. */
  readonly lifetime: number
  /** Does the server give rotating refresh tokens? */
  readonly refreshTokens: boolean
}

export interface SoakResult extends Summary {
  readonly name: string
  readonly isOurs: boolean
  /** What the token endpoint was to do, in turn. */
  readonly planned: readonly TokenOutcome[]
  /** What came of the token requests, oldest first. */
  readonly tokenRequests: readonly string[]
  /** Token requests that arrived at the server. */
  readonly tokenArrivals: number
}

/** Sends the requests of all entrants at the same time to a testbed in a process of its own. */
export async function runSoak({ entrants, load, seed, lifetime, refreshTokens }: SoakOptions): Promise<SoakResult[]> {
  await using control = await startJob<ControlAddress>('control', {})
  await using testbed = await createRemoteTestbed(control.first.url)
  const { api, tokenEndpoint } = testbed
  const plans = drawAll(entrants.length, seed)
  const lanes = await Promise.all(
    entrants.map(async ({ open }, index) => {
      const account = await testbed.registerClient({ accessTokenLifetime: lifetime, refreshTokens, rotateRefreshTokens: refreshTokens })
      await testbed.failTokenEndpoint(faultOf(plans[index]!), { clientId: account.clientId })
      return { ...(await open({ api, tokenEndpoint, account })), clientId: account.clientId }
    }),
  )
  const summaries = await Promise.all(lanes.map((lane) => runWorkload(lane, load)))
  for (const { close } of lanes) close()
  return Promise.all(
    lanes.map(async ({ clientId, tokens }, index) => {
      const { name, isOurs } = entrants[index]!
      const { tokenRequests: tokenArrivals } = await testbed.counts(clientId)
      return { name, isOurs, ...summaries[index]!, planned: plans[index]!, tokenRequests: tokens.outcomes(), tokenArrivals }
    }),
  )
}
