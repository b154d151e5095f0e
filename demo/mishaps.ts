import { setTimeout as pause } from 'node:timers/promises'
import type { Revocations } from './revocations.ts'
import type { Scenario } from './scenario.ts'
import type { Mishaps } from './target.ts'

/**
 * Plays a scenario from now on. Resolves at the end of the scenario, or when `signal` aborts.
 *
 * @param revocations - those of each adapter
 */
export async function playScenario(
  { onTheWire, beforeResponse, revocation, outage }: Scenario,
  mishaps: Mishaps,
  revocations: readonly Revocations[],
  note: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const steps = [
    {
      at: beforeResponse.armed,
      play: () => {
        note('the access tokens will be revoked after the next refresh is answered, and before its response arrives')
        for (const adapter of revocations) void adapter.beforeResponse()
      },
    },
    {
      at: onTheWire.armed,
      play: () => {
        note('the access tokens will be revoked while the next refresh is on the wire, and again while its replays are under way')
        for (const adapter of revocations) void adapter.onTheWire()
      },
    },
    {
      at: revocation,
      play: () => {
        note('all access tokens revoked, and again as soon as each request that this hit has been answered')
        for (const adapter of revocations) void adapter.twice()
      },
    },
    {
      at: outage.armed,
      play: () => {
        mishaps.failTokenEndpoint(outage.length)
        note(`outage: the token endpoint will answer 503 for ${Math.round(outage.length)} ms from its next request on`)
      },
    },
  ].toSorted((one, other) => one.at - other.at)
  try {
    let elapsed = 0
    for (const { at, play } of steps) {
      await pause(at - elapsed, undefined, { signal })
      elapsed = at
      play()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
