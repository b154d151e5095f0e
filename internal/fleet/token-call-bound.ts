import type { Happened } from './chaos.ts'
import type { LogLine } from './log-line.ts'
import type { RunRecord } from './run-record.ts'

/** The earliest moment of a refresh that core draws, as a fraction of the lifetime. */
const earliestRefresh = 0.8

/** Most token calls for sources that obtain, and how many of them are for a store that was late although nothing was planned. */
export interface TokenCallBound {
  readonly most: number
  readonly late: number
}

/** 1 for each lifetime, 1 for each kill or pause, and 1 for each process and lifetime without its store. */
export function boundOfTokenCalls({
  logs,
  happened,
  lifetime,
  duration,
}: Pick<RunRecord, 'logs' | 'happened' | 'lifetime' | 'duration'>): TokenCallBound {
  // A token is refreshed before its end.
  const used = lifetime * earliestRefresh
  const strikes = happened.filter(({ mishap: { kind } }) => kind === 'kill' || kind === 'pause').length
  const outages = happened.filter(({ mishap: { kind } }) => kind === 'cut' || kind === 'restart')
  const alone = outages.reduce((sum, { from, until, places }) => sum + places.length * Math.ceil((until - from) / used), 0)
  const late = logs.reduce((sum, { process, lines }) => sum + lateLifetimes(lines, outagesOf(process, outages), used), 0)
  return { most: 1 + Math.ceil(duration / used) + strikes + alone + late, late }
}

function outagesOf(process: string, outages: readonly Happened[]): readonly Happened[] {
  const place = Number(/\d+/.exec(process)?.[0])
  return outages.filter(({ places }) => places.includes(place))
}

/** In how many lifetimes the store failed outside of the planned outages. A busy machine makes a store late. */
function lateLifetimes(lines: readonly LogLine[], outages: readonly Happened[], used: number): number {
  const moments = lines
    .filter((line) => line.kind === 'event' && line.session === 'obtains' && line.name === 'store-failed')
    .map(({ at }) => at)
  const unplanned = moments.filter((at) => !outages.some(({ from, until }) => at >= from && at <= until + used))
  return new Set(unplanned.map((at) => Math.floor(at / used))).size
}
