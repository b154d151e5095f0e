import { breachesOfGuarantee, doubleSaves } from '../fleet/guarantee.ts'
import { type HandOver, handOversOf, unloggedHandOvers } from '../fleet/hand-overs.ts'
import { type SessionKind, sessionKinds } from '../fleet/log-line.ts'
import { errorsOf, figuresOf, type SessionFigures } from '../fleet/session-figures.ts'
import { handlingDelays, sendsAfterHandling, unexpectedEnds, unhandledEnds } from './switches.ts'
import type { TabsRecord } from './tabs-record.ts'
import { type TokenCalls, tokenCallsOf } from './token-call-bound.ts'

export interface Evaluation {
  readonly figures: Readonly<Record<SessionKind, SessionFigures>>
  readonly tokenCalls: Readonly<Record<SessionKind, TokenCalls>>
  /** How long after a logout or sign-in other pages had handled it, ms, in ascending order. */
  readonly delays: readonly number[]
  /** How often a page was left, and how often it came back out of the back/forward cache. */
  readonly leaves: number
  readonly returns: number
  /** Where the guarantee of stores did not hold, or a page used the token of a session whose end it had handled. */
  readonly breaches: readonly string[]
  /** Where pages were not served as they should be. */
  readonly shortfalls: readonly string[]
  /** Why the run proves less than it should. */
  readonly doubts: readonly string[]
}

/** How long a page that runs may be without a served request, in lifetimes. */
const mostIdle = 2

/** Holds a run against the guarantee, and counts. */
export function evaluateRun(record: TabsRecord): Evaluation {
  const { logs, strikes, pageLines } = record
  const handOvers = handOversOf(logs)
  const figures = { obtains: figuresOf('obtains', record, handOvers), refreshes: figuresOf('refreshes', record, handOvers) }
  const tokenCalls = { obtains: tokenCallsOf(record, 'obtains'), refreshes: tokenCallsOf(record, 'refreshes') }
  const { callerErrors, reuseDetections } = figures.obtains
  return {
    figures,
    tokenCalls,
    delays: handlingDelays(record),
    leaves: strikes.filter(({ step }) => step.kind === 'leave').length,
    returns: pageLines.filter(({ kind, session }) => kind === 'returned' && session === 'obtains').length,
    breaches: [...doubleSaves(logs), ...breachesOfGuarantee(handOvers), ...sendsAfterHandling(record)],
    shortfalls: [
      ...(callerErrors > 0 ? [`${callerErrors} caller errors of the cookie session: ${errorsOf('obtains', logs)}`] : []),
      ...(reuseDetections > 0 ? [`${reuseDetections} reuse detections behind the session endpoint`] : []),
      ...sessionKinds.flatMap((session) => callsAbove(session, tokenCalls[session])),
      ...unexpectedEnds(record),
      ...unhandledEnds(record),
      ...silentPages(record),
    ],
    doubts: doubtsOf(record, handOvers, figures),
  }
}

function callsAbove(session: SessionKind, { count, most }: TokenCalls): string[] {
  return count > most ? [`${count} token calls, more than ${most} (${session})`] : []
}

/** Pages that run at the end of the run, and had no request of the cookie session served for a while. */
function silentPages({ logs, alive, ended, lifetime, strikes }: TabsRecord): string[] {
  return alive.flatMap((page) => {
    const lines = logs.find(({ process }) => process === page)?.lines ?? []
    const back = strikes.findLast((strike) => strike.page === page)?.until ?? 0
    const last = lines.findLast((line) => line.kind === 'served' && line.session === 'obtains')?.at ?? lines[0]?.at ?? ended
    return ended - Math.max(last, back) > mostIdle * lifetime ? [`${page}: no request was served at the end of the run`] : []
  })
}

function doubtsOf(
  { logs, books, strikes, planned, failures, pageLines }: TabsRecord,
  handOvers: readonly HandOver[],
  figures: Evaluation['figures'],
): string[] {
  const doubts = [...failures]
  if (strikes.length < planned) doubts.push(`only ${strikes.length} of ${planned} steps have happened`)
  if (handOvers.length === 0) doubts.push('no refresh token was handed over')
  if (books.obtains.length === 0) doubts.push('no page has called the session endpoint')
  if (figures.obtains.idle > 0) doubts.push(`${figures.obtains.idle} pages had no request of the cookie session served`)
  doubts.push(...unloggedHandOvers(books, handOvers))
  const hasSwitches = strikes.some(({ step }) => step.kind === 'log-out' || step.kind === 'switch-user')
  if (hasSwitches && !pageLines.some(({ kind }) => kind === 'handled')) doubts.push('no page has handled the end of a session')
  if (logs.length === 0) doubts.push('no page has left a log')
  return doubts
}
