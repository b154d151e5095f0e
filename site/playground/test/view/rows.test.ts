import { describe, expect, it } from 'vitest'
import { countersOf } from '../../run/counters.ts'
import type { Call } from '../../run/call.ts'
import type { SideView } from '../../run/view.ts'
import { totalsOf } from '../../server/books.ts'
import { colourOf, headlinesOf, rows } from '../../view/rows.ts'

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
  call(5, { at: 99, outcome: 'ended' }),
  call(6),
]

describe('the counters', () => {
  it('count each call once, and the slowest of the good ones', () => {
    expect(countersOf(calls)).toEqual({ sent: 6, ok: 2, failed: 1, otherUser: 1, ended: 1, pending: 1, slowest: 30 })
  })
})

describe('the headlines', () => {
  const labelsOf = (ours: readonly Call[], rival: readonly Call[]): string[] =>
    headlinesOf({ ours: side(ours), rival: side(rival) }).map(({ label }) => label)

  it('show what is rare on both sides as soon as either side has it', () => {
    const usual = ['succeeded', 'failed', 'token calls', 'rejected with 401']
    expect(labelsOf([], calls.slice(0, 2))).toEqual(usual)
    expect(labelsOf(calls.slice(0, 2), calls)).toEqual([...usual, 'got another user’s data', 'ended with their session'])
  })
})

describe('the colour of a number', () => {
  const coloursOf = (sent: readonly Call[]): unknown[] =>
    rows.filter(({ isBad }) => isBad === true).map((row) => [row.label, colourOf(row, side(sent))])
  const [failed, otherUser, reuses] = ['failed', 'got another user’s data', 'refresh tokens used twice']

  it('is bad above zero, and good at zero if every request has succeeded', () => {
    expect(coloursOf(calls)).toEqual([
      [failed, 'bad'],
      [otherUser, 'bad'],
      [reuses, 'bad'],
    ])
    expect(coloursOf(calls.slice(0, 2))).toEqual([
      [failed, 'good'],
      [otherUser, 'good'],
      [reuses, 'bad'],
    ])
  })

  it.each([
    ['requests ended with their session', [calls[0]!, calls[4]!]],
    ['requests are under way', [calls[0]!, calls[5]!]],
    ['nothing was sent', []],
  ])('is neither at zero if %s', (_, sent) => {
    expect(coloursOf(sent).slice(0, 2)).toEqual([
      [failed, undefined],
      [otherUser, undefined],
    ])
  })
})
