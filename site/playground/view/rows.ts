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
  { label: 'ended with their session', from: 'client', value: ({ counters }) => counters.stopped },
  { label: 'slowest response', from: 'client', value: ({ counters }) => Math.round(counters.slowest), unit: 'ms' },
  { label: 'requests at the API', from: 'books', value: ({ totals }) => totals.requests },
  { label: 'accepted', from: 'books', value: ({ totals }) => totals.accepted },
  { label: 'rejected with 401', from: 'books', value: ({ totals }) => totals.rejected },
  { label: 'token calls', from: 'books', value: ({ totals }) => totals.tokenCalls },
  { label: 'token calls that failed', from: 'books', value: ({ totals }) => totals.tokenCallsFailed },
  { label: 'refresh tokens used twice', from: 'books', value: ({ totals }) => totals.reuses, isBad: true },
]

/** The rows that are shown large. */
export const headlines: readonly Row[] = ['failed', 'got another user’s data', 'rejected with 401', 'token calls'].map((label) =>
  rows.find((row) => row.label === label)!,
)

/** How a number is coloured; a side that has sent nothing has no colour. */
export function colourOf({ isBad, value }: Row, side: SideView): 'bad' | 'good' | undefined {
  if (isBad !== true || side.counters.sent === 0) return undefined
  return value(side) > 0 ? 'bad' : 'good'
}

/** A sentence for people who cannot see the chart. */
export function summaryOf(name: string, { counters, totals }: SideView): string {
  const parts = [
    `${counters.ok} of ${counters.sent} succeeded`,
    ...(counters.failed > 0 ? [`${counters.failed} failed`] : []),
    ...(counters.otherUser > 0 ? [`${counters.otherUser} got another user’s data`] : []),
    ...(counters.stopped > 0 ? [`${counters.stopped} ended with their session`] : []),
    `${totals.tokenCalls} ${totals.tokenCalls === 1 ? 'token call' : 'token calls'}`,
  ]
  return `${name}: ${parts.join(', ')}.`
}
