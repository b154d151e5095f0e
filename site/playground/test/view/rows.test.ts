import { describe, expect, it } from 'vitest'
import { countersOf } from '../../run/counters.ts'
import type { Call } from '../../run/call.ts'
import type { SideView } from '../../run/view.ts'
import { totalsOf } from '../../server/books.ts'
import { colourOf, headlines, summaryOf } from '../../view/rows.ts'

const call = (lane: number, end?: Call['end']): Call => (end ? { lane, user: 'A', from: 0, end } : { lane, user: 'A', from: 0 })
const side = (calls: readonly Call[]): SideView => ({
  counters: countersOf(calls),
  totals: totalsOf([
    { kind: 'token', call: 1, refreshToken: 1, outcome: 'reused', issued: undefined, arrived: 0, responded: 1 },
    { kind: 'api', lane: 1, token: 1, user: undefined, rejection: 'expired', arrived: 0, responded: 1 },
  ]),
  timeLine: { now: 0, lanes: [], refreshes: [], sessions: [], tokens: [], marks: [] },
  messages: [],
})
const calls = [
  call(1, { at: 30, outcome: 'ok' }),
  call(2, { at: 20, outcome: 'ok' }),
  call(3, { at: 90, outcome: 'failed' }),
  call(4, { at: 95, outcome: 'other-user' }),
  call(5, { at: 99, outcome: 'stopped' }),
  call(6),
]

describe('the counters', () => {
  it('count each call once, and the slowest of the good ones', () => {
    expect(countersOf(calls)).toEqual({ sent: 6, ok: 2, failed: 1, otherUser: 1, stopped: 1, pending: 1, slowest: 30 })
  })

  it('are put in words', () => {
    expect(summaryOf('axios', side(calls))).toBe(
      'axios: 2 of 6 succeeded, 1 failed, 1 got another user’s data, 1 ended with their session, 1 token call.',
    )
    expect(summaryOf('axios', side(calls.slice(0, 2)))).toBe('axios: 2 of 2 succeeded, 1 token call.')
  })
})

describe('the headlines', () => {
  it('show what went wrong, from both views', () => {
    expect(headlines.map(({ label, value }) => [label, value(side(calls))])).toEqual([
      ['failed', 1],
      ['got another user’s data', 1],
      ['rejected with 401', 1],
      ['token calls', 1],
    ])
  })

  it('have a colour only for what is good or bad, and only after requests were sent', () => {
    const coloursOf = (sent: readonly Call[]): unknown[] => headlines.map((row) => colourOf(row, side(sent)))
    expect(coloursOf(calls)).toEqual(['bad', 'bad', undefined, undefined])
    expect(coloursOf(calls.slice(0, 2))).toEqual(['good', 'good', undefined, undefined])
    expect(coloursOf([])).toEqual([undefined, undefined, undefined, undefined])
  })
})
