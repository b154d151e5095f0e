import type { LogLine, SessionKind } from '../fleet/log-line.ts'
import type { TabsRecord } from './tabs-record.ts'

/** How many pages were struck in the middle of a token request: its result was not yet in use, or not in the log. */
export function lostHolders({ strikes, books, logs }: Pick<TabsRecord, 'strikes' | 'books' | 'logs'>, session: SessionKind): number {
  return strikes.filter(({ page, struck, step }) => {
    if (step.kind === 'log-out' || step.kind === 'switch-user') return false
    if (step.onTheWire === session) return true
    const call = books[session].findLast(({ process, at }) => process === page && at <= struck)
    const lines = logs.find(({ process }) => process === page)?.lines ?? []
    return call !== undefined && !lines.some((line) => isResult(line, session) && line.at >= call.at && line.at <= struck)
  }).length
}

/** Has the page the result of its own token request? */
function isResult(line: LogLine, session: SessionKind): boolean {
  if (line.kind !== 'event' || line.session !== session) return false
  if (line.name === 'refresh') return !line.detail?.includes('grant: store')
  return line.name === 'refresh-failed' || line.name === 'session-ended'
}
