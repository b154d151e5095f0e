import { setTimeout as pause } from 'node:timers/promises'
import type { Scenario } from './scenario.ts'
import type { Mishaps } from './target.ts'

/** Plays a scenario from now on. Resolves when nothing more is to come, or `signal` aborts. */
export async function playScenario(
  { revocation, outage }: Scenario, mishaps: Mishaps, note: (text: string) => void, signal: AbortSignal,
): Promise<void> {
  try {
    await pause(revocation, undefined, { signal })
    mishaps.revoke()
    note('all access tokens revoked')
    await pause(outage.armed - revocation, undefined, { signal })
    mishaps.failTokenEndpoint(outage.length)
    note(`outage: the token endpoint will answer 503 for ${Math.round(outage.length)} ms from its next request on`)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
