import type { SideName } from '../run/contest.ts'
import type { SideView } from '../run/view.ts'

/** A row of the table of counters. */
export interface Row {
  readonly label: string
  /** `client`: what callers saw. `books`: what the server has in its books. */
  readonly from: 'client' | 'books'
  readonly value: (side: SideView) => number
  /** Is a number above zero bad? */
  readonly isBad?: boolean
  readonly unit?: string
}

export const rows: readonly Row[] = [
  { label: 'requests sent', from: 'client', value: ({ counters }) => counters.sent },
  { label: 'succeeded', from: 'client', value: ({ counters }) => counters.ok },
  { label: 'failed', from: 'client', value: ({ counters }) => counters.failed, isBad: true },
  { label: 'got another user’s data', from: 'client', value: ({ counters }) => counters.otherUser, isBad: true },
  { label: 'ended with their session', from: 'client', value: ({ counters }) => counters.ended },
  { label: 'slowest response', from: 'client', value: ({ counters }) => Math.round(counters.slowest), unit: 'ms' },
  { label: 'requests at the API', from: 'books', value: ({ totals }) => totals.requests },
  { label: 'accepted', from: 'books', value: ({ totals }) => totals.accepted },
  { label: 'rejected with 401', from: 'books', value: ({ totals }) => totals.rejected },
  { label: 'token calls', from: 'books', value: ({ totals }) => totals.tokenCalls },
  { label: 'token calls that failed', from: 'books', value: ({ totals }) => totals.tokenCallsFailed },
  { label: 'refresh tokens used twice', from: 'books', value: ({ totals }) => totals.reuses, isBad: true },
]

type Sides = Readonly<Record<SideName, SideView>>

/** The rows that are shown large. Some are shown only if either side has something to count there. */
export function headlinesOf(sides: Sides): Row[] {
  const shown = (row: Row): boolean => usual.includes(row.label) || Object.values(sides).some((side) => row.value(side) > 0)
  return [...usual, ...rare].map((label) => rows.find((row) => row.label === label)!).filter(shown)
}

const usual: readonly string[] = ['succeeded', 'failed', 'token calls', 'rejected with 401']
const rare: readonly string[] = ['got another user’s data', 'ended with their session']

/**
 * How a number is coloured. Nothing that went wrong is good only if every request has succeeded: requests that ended with their session have
 * not failed, and brought nothing.
 */
export function colourOf({ isBad, value }: Row, side: SideView): 'bad' | 'good' | undefined {
  const { sent, ok } = side.counters
  if (isBad !== true || sent === 0) return undefined
  if (value(side) > 0) return 'bad'
  return ok === sent ? 'good' : undefined
}
