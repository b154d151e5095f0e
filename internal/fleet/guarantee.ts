import type { HandOver } from './hand-overs.ts'
import type { ProcessLog } from './log-line.ts'

/**
 * What breaks the guarantee, each in one sentence:
 *
 * Before a refresh token is handed to the source, one compare-and-set claims it; only the winner hands it over. While the store is
 * linearizable and loses no acknowledged write, kills, pauses and partitions of processes included: where the source can obtain, a refresh
 * token whose outcome is unknown is never handed over again; where it can't, hand-overs ≤ 1 + the unknown outcomes that were told by event
 * before each further one.
 */
export function breachesOfGuarantee(handOvers: readonly HandOver[]): string[] {
  const byToken = Map.groupBy(handOvers, ({ session, token }) => `${session} ${token}`)
  return [
    ...handOvers
      .filter(({ isClaimed, isAllowedUnclaimed }) => !isClaimed && !isAllowedUnclaimed)
      .map((one) => `${nameOf(one)} was handed over without a claim`),
    ...[...byToken.values()].flatMap(breachesOfToken),
  ]
}

/** @param handOvers - of one refresh token, oldest first */
function breachesOfToken(handOvers: readonly HandOver[]): string[] {
  return handOvers.flatMap((one, index) => {
    const earlier = handOvers.slice(0, index)
    const open = earlier.filter(({ outcome }) => outcome?.kind !== 'unused' || outcome.at > one.at)
    if (open.length === 0 || (one.session === 'refreshes' && one.isAnnounced)) return []
    const before = open.map(({ process }) => process).join(', ')
    return [
      one.session === 'obtains'
        ? `${nameOf(one)} was handed over again, after ${before}`
        : `${nameOf(one)} was handed over again without the event, after ${before}`,
    ]
  })
}

/** Says which revisions the store has confirmed twice: such a store does not compare. */
export function doubleSaves(logs: readonly ProcessLog[]): string[] {
  const saves = logs.flatMap(({ process, lines }) => lines.flatMap((line) => (line.kind === 'save' ? [{ process, ...line }] : [])))
  const groups = Map.groupBy(saves, ({ session, revision }) => `${session}, revision ${revision}`)
  return [...groups]
    .filter(([, of]) => of.length > 1)
    .map(([name, of]) => `the store confirmed ${name} to ${of.map(({ process }) => process).join(' and ')}`)
}

function nameOf({ process, session, token }: HandOver): string {
  return `${process}: refresh token ${token} (${session})`
}
