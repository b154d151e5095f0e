import { describe, expect, it } from 'vitest'
import type { Call } from '../../run/call.ts'
import { timeLineOf } from '../../run/time-line-data.ts'
import type { ApiEntry, Entry, TokenEntry } from '../../server/books.ts'

const served: ApiEntry = { kind: 'api', lane: 1, token: 1, user: 'A', rejection: undefined, arrived: 0, responded: 100 }
const refreshed: TokenEntry = {
  kind: 'token',
  call: 1,
  refreshToken: 1,
  outcome: 'issued',
  issued: { token: 2, expires: 5000 },
  arrived: 110,
  responded: 300,
}
const api = (entry: Partial<ApiEntry>): ApiEntry => ({ ...served, ...entry })
const token = (entry: Partial<TokenEntry>): TokenEntry => ({ ...refreshed, ...entry })
const rejected = api({ rejection: 'revoked', user: undefined })
const call = (end?: Call['end'], from = 0): Call => (end === undefined ? { lane: 1, user: 'A', from } : { lane: 1, user: 'A', from, end })
const draw = (calls: readonly Call[], entries: readonly Entry[], now = 1000): ReturnType<typeof timeLineOf> =>
  timeLineOf({ calls, entries, marks: [] }, [], now)

describe('a lane', () => {
  it('shows a rejected attempt, the wait for the token call, and the replay with the new token', () => {
    const entries = [rejected, token({}), api({ token: 2, arrived: 310, responded: 400 })]
    const { lanes } = draw([call({ at: 405, outcome: 'ok' })], entries)
    expect(lanes[0]).toMatchObject({
      to: 405,
      outcome: 'ok',
      segments: [
        { kind: 'attempt', attempt: 1, token: 1, status: 401, outcome: 'rejected', from: 0, to: 100 },
        { kind: 'waiting', from: 100, to: 310 },
        { kind: 'attempt', attempt: 2, token: 2, status: 200, outcome: 'ok', from: 310, to: 400 },
      ],
    })
  })

  it('shows no wait in a gap without a token call', () => {
    const { lanes } = draw([call({ at: 405, outcome: 'ok' })], [rejected, api({ token: 2, arrived: 310, responded: 400 })])
    expect(lanes[0]!.segments.map(({ kind }) => kind)).toEqual(['attempt', 'attempt'])
  })

  it('shows the wait before the first attempt', () => {
    const entries = [token({ arrived: 0, responded: 200 }), api({ token: 2, arrived: 210, responded: 300 })]
    expect(draw([call(undefined, 50)], entries).lanes[0]!.segments[0]).toMatchObject({ kind: 'waiting', from: 50, to: 210 })
  })

  it('is open as long as the response is under way', () => {
    const [lane] = draw([call()], [api({ responded: 100 })], 50).lanes
    expect(lane).not.toHaveProperty('to')
    expect(lane!.segments).toEqual([{ kind: 'attempt', from: 0, attempt: 1, token: 1 }])
  })

  it('waits without an end while no token has come', () => {
    const { segments } = draw([call()], [rejected, token({ outcome: 'down', issued: undefined })], 500).lanes[0]!
    expect(segments.at(-1)).toEqual({ kind: 'waiting', from: 100, reason: 'for a token' })
  })

  it.each([
    ['other-user', 'failed', 'another user'],
    ['failed', 'failed', 'status 401'],
    ['ended', 'ended', 'session of this request is over'],
  ] as const)('of a call that ended as %s says so', (outcome, drawn, text) => {
    const [lane] = draw([call({ at: 120, outcome, note: 'ERR_BAD_REQUEST: status 401' })], [api({})]).lanes
    expect(lane!.outcome).toBe(drawn)
    expect(lane!.note).toContain(text)
  })
})

describe('a refresh', () => {
  it('counts the requests that waited for it', () => {
    const entries = [rejected, token({}), api({ token: 2, arrived: 310, responded: 400 })]
    expect(draw([call({ at: 405, outcome: 'ok' })], entries).refreshes).toMatchObject([{ waiters: 1, token: 2, outcome: 'ok' }])
  })

  it.each([
    ['lost', 'unknown', 'its response was lost'],
    ['reused', 'failed', 'ended the session'],
    ['rejected', 'failed', 'rejected the refresh token'],
    ['down', 'failed', '503'],
  ] as const)('that was %s is drawn as %s, and says why', (outcome, drawn, note) => {
    const [refresh] = draw([], [token({ outcome })]).refreshes
    expect(refresh).toMatchObject({ outcome: drawn, note: expect.stringContaining(note) as string })
    expect(refresh).not.toHaveProperty('token')
  })
})

describe('tokens and sessions', () => {
  it('follow one another', () => {
    const issued = (number: number): { token: number; expires: number } => ({ token: number, expires: number * 1000 })
    const { tokens, sessions } = draw(
      [],
      [
        { kind: 'sign-in', user: 'A', issued: issued(1), arrived: 0 },
        token({ responded: 300, issued: issued(2) }),
        { kind: 'revoke', user: undefined, issued: undefined, arrived: 400 },
        { kind: 'sign-in', user: 'B', issued: issued(3), arrived: 500 },
        { kind: 'sign-out', user: 'B', issued: undefined, arrived: 600 },
      ],
    )
    expect(tokens).toEqual([
      { token: 1, session: 1, from: 0, to: 300, goodUntil: 1000 },
      { token: 2, session: 1, from: 300, to: 400, goodUntil: 2000 },
      { token: 3, session: 2, from: 500, to: 600, goodUntil: 3000 },
    ])
    expect(sessions).toEqual([
      { session: 1, from: 0, to: 500, note: 'user A' },
      { session: 2, from: 500, to: 600, note: 'user B' },
    ])
  })
})
