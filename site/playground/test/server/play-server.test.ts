import { beforeEach, describe, expect, it } from 'vitest'
import type { IssuedTokens } from '../../server/account.ts'
import type { PlayResponse } from '../../server/response.ts'
import type { Books } from '../../server/books.ts'
import type { Command } from '../../server/control.ts'
import { createPlayServer, type PlayServer } from '../../server/play-server.ts'

let server: PlayServer
let now: number
let values: number

beforeEach(() => {
  now = 1_000_000
  values = 0
  server = createPlayServer({ now: () => now, random: () => `${++values}` })
})

function send(method: string, path: string, { authorization, body = '' }: { authorization?: string; body?: string } = {}): PlayResponse {
  return server.respond({ method, path, authorization, body, arrived: now })
}
const command = (given: Command, account = 'a'): PlayResponse => send('POST', `${account}/control`, { body: JSON.stringify(given) })
const signIn = (user: 'A' | 'B' = 'A', account = 'a'): IssuedTokens => command({ kind: 'sign-in', user }, account).body as IssuedTokens
const callApi = ({ access_token }: IssuedTokens, lane = 1): PlayResponse =>
  send('GET', `a/api/${lane}`, { authorization: `Bearer ${access_token}` })
const refresh = ({ refresh_token }: IssuedTokens): PlayResponse =>
  send('POST', 'a/token', { body: `${new URLSearchParams({ grant_type: 'refresh_token', refresh_token })}` })
const books = (seen = 0): Books => send('GET', `a/books/${seen}`).body as Books

describe('the API', () => {
  it("responds with the data of the token's user", () => {
    const tokens = signIn('B')
    expect(callApi(tokens, 7)).toMatchObject({ kind: 'response', status: 200, body: { lane: 7, user: 'B' } })
  })

  it('rejects a request without a token, and names no error', () => {
    expect(send('GET', 'a/api/1')).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } })
  })

  it.each([
    ['unknown', () => signIn('A', 'of another account')],
    ['expired', (): IssuedTokens => later(signIn(), 20_000)],
    ['revoked', (): IssuedTokens => after(signIn(), { kind: 'revoke' })],
    ['revoked', (): IssuedTokens => after(signIn(), { kind: 'sign-out' })],
    ['revoked', (): IssuedTokens => after(signIn(), { kind: 'sign-in', user: 'B' })],
  ] as const)('rejects a token that is %s, with a challenge', (reason, make) => {
    const { status, headers } = callApi(make())
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toBe(`Bearer error="invalid_token", error_description="${reason}"`)
    expect(books().entries.at(-1)).toMatchObject({ kind: 'api', rejection: reason })
  })

  it('accepts a token until the moment it expires', () => {
    expect(callApi(later(signIn(), 19_999)).status).toBe(200)
  })
})

function later(tokens: IssuedTokens, ms: number): IssuedTokens {
  now += ms
  return tokens
}

function after(tokens: IssuedTokens, given: Command): IssuedTokens {
  command(given)
  return tokens
}

describe('the token endpoint', () => {
  it('rotates: the new tokens have the next number, and the API takes the new access token', () => {
    const first = signIn()
    const second = refresh(first).body as IssuedTokens
    expect(second.refresh_token).not.toBe(first.refresh_token)
    expect(callApi(second).status).toBe(200)
    expect(books().entries).toMatchObject([
      { kind: 'sign-in', issued: { token: 1 } },
      { kind: 'token', call: 1, refreshToken: 1, outcome: 'issued', issued: { token: 2 } },
      { kind: 'api', token: 2 },
    ])
  })

  it('ends the session when a refresh token is used twice', () => {
    const first = signIn()
    const second = refresh(first).body as IssuedTokens
    now += 1
    expect(refresh(first)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(callApi(second).status).toBe(401)
    expect(refresh(second).status).toBe(400)
    expect(books().totals).toMatchObject({ tokenCalls: 3, tokenCallsFailed: 2, reuses: 1 })
  })

  it('accepts the second use within the grace period, and not after it', () => {
    command({ kind: 'set', settings: { reuseGrace: 5 } })
    const first = signIn()
    refresh(first)
    now += 5000
    expect(refresh(first).status).toBe(200)
    now += 1
    expect(refresh(first).status).toBe(400)
  })

  it('loses one response: the refresh token is used up all the same', () => {
    const first = signIn()
    command({ kind: 'lose-next' })
    expect(refresh(first).kind).toBe('lost')
    now += 1
    expect(refresh(first)).toMatchObject({ kind: 'response', status: 400 })
    expect(books().entries.flatMap((entry) => (entry.kind === 'token' ? entry.outcome : []))).toEqual(['lost', 'reused'])
  })

  it('responds with 503 while it is down, and uses no refresh token up', () => {
    const first = signIn()
    command({ kind: 'set', settings: { tokenEndpoint: 'down' } })
    expect(refresh(first).status).toBe(503)
    command({ kind: 'set', settings: { tokenEndpoint: 'up' } })
    expect(refresh(first).status).toBe(200)
  })

  it.each(['', 'refresh_token=', 'refresh_token=made-up', 'refresh_token=constructor'])('rejects what it has not issued: %j', (body) => {
    signIn()
    expect(send('POST', 'a/token', { body })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  })
})

describe('the server', () => {
  it('shows only the entries that the page has not seen, with the totals of all', () => {
    const tokens = signIn()
    callApi(tokens, 1)
    callApi(tokens, 2)
    expect(books(2)).toMatchObject({ entries: [{ lane: 2 }], totals: { requests: 2, accepted: 2, rejected: 0 } })
  })

  it('shows no token in its books', () => {
    const tokens = signIn()
    refresh(tokens)
    expect(JSON.stringify(books())).not.toMatch(/access-|refresh-/)
  })

  it('keeps accounts apart', () => {
    signIn()
    signIn('B', 'b')
    command({ kind: 'revoke' }, 'b')
    expect(books().entries).toHaveLength(1)
  })

  it('goes on from a snapshot as if nothing had happened', () => {
    const tokens = signIn()
    const snapshot = JSON.parse(JSON.stringify(server.snapshot())) as ReturnType<PlayServer['snapshot']>
    server = createPlayServer({ now: () => now, random: () => `${++values}`, snapshot })
    expect(callApi(tokens).status).toBe(200)
    expect(refresh(tokens).status).toBe(200)
  })

  it('forgets the oldest account when there are too many', () => {
    const tokens = signIn()
    for (let index = 0; index < 23; index++) signIn('A', `other-${index}`)
    expect(callApi(tokens).status).toBe(200)
    signIn('A', 'one more')
    expect(callApi(tokens).status).toBe(401)
  })

  it.each([
    ['GET', ''],
    ['GET', 'a'],
    ['GET', 'a/api/'],
    ['GET', 'a/api/one'],
    ['GET', 'a/token'],
    ['GET', 'a/control'],
  ])('responds to %s %j with 404', (method, path) => {
    expect(send(method, path).status).toBe(404)
  })

  it('spreads latencies from a half to one and a half of the middle, equally for both sides', () => {
    const lanes = Array.from({ length: 100 }, (_, index) => index + 1)
    command({ kind: 'set', settings: { latency: 200 } })
    command({ kind: 'set', settings: { latency: 200 } }, 'b')
    const ways = lanes.map((lane) => server.wayOf(`a/api/${lane}`))
    expect(Math.min(...ways)).toBe(50)
    expect(Math.max(...ways)).toBe(149)
    expect(lanes.map((lane) => server.wayOf(`b/api/${lane}`))).toEqual(ways)
    expect(server.wayOf('a/token')).toBe(100)
    expect(server.wayOf('a/books/0')).toBe(0)
  })
})
