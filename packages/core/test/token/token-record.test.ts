import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { createActiveToken } from '../../src/session/active-token.ts'
import { createSessionIdentity } from '../../src/session/session-identity.ts'
import {
  endOfSession,
  firstStoredToken,
  isEndOfSession,
  nextStoredToken,
  ownSession,
  type StoredToken,
  withClaim,
  withRefreshToken,
} from '../../src/token/stored-token.ts'
import { TokenRecord } from '../../src/token/token-record.ts'
import type { TokenGrant } from '../../src/token/token-response.ts'

const stored: StoredToken = {
  version: 1,
  revision: 9,
  session: 'login-a',
  sessionStart: 500,
  generation: 4,
  accessToken: 's3cret-access',
  issuedAt: 1000,
  lifetime: 300_000,
  refreshToken: 's3cret-refresh',
  refreshExpiresAt: 5000,
  scope: 'read',
  fields: { id_token: 's3cret-id', session_state: 'x' },
}
const record = new TokenRecord(stored)

function printed(value: unknown): string {
  let text = ''
  const stream = new Writable({ write: (chunk: Buffer, _encoding, done) => ((text += chunk.toString()), done()) })
  const console = new Console(stream, stream)
  console.log(value)
  console.log('%o %O %s %j', value, value, value, value)
  console.dir(value, { depth: null, showHidden: true, customInspect: false })
  console.table([value])
  console.error(new Error('x', { cause: value }))
  return text
}

describe('a token record', () => {
  it('gives its secrets to those who ask by name', () => {
    expect([record.accessToken, record.refreshToken, record.fields]).toEqual(['s3cret-access', 's3cret-refresh', stored.fields])
    expect(record.toStored()).toBe(stored)
    expect(record).toMatchObject({ generation: 4, issuedAt: 1000, lifetime: 300_000, refreshExpiresAt: 5000, scope: 'read' })
  })

  test.for<[name: string, print: (value: TokenRecord) => string]>([
    ['String', String],
    ['a template', (value) => `${value as never}`],
    ['JSON', (value) => JSON.stringify(value)],
    ['JSON, nested', (value) => JSON.stringify({ list: [{ value }] })],
    ['inspect', (value) => inspect(value)],
    ['inspect at depth 0', (value) => inspect(value, { depth: 0 })],
    ['inspect at a negative depth', (value) => inspect({ a: { value } }, { depth: -1 })],
    [
      'inspect at any depth with all that is hidden',
      (value) => inspect({ a: { b: [value] } }, { depth: Infinity, showHidden: true, getters: true }),
    ],
    ['inspect that takes no custom one', (value) => inspect(value, { depth: Infinity, showHidden: true, customInspect: false })],
    ['inspect of a proxy', (value) => inspect(new Proxy(value, {}), { showProxy: true })],
    ['the console', printed],
    ['a structured clone', (value) => inspect(structuredClone(value), { depth: Infinity, showHidden: true })],
    [
      'a structured clone of an error that holds it',
      (value) => inspect(structuredClone(new Error('x', { cause: { ...value } })), { depth: Infinity }),
    ],
    ['a spread', (value) => inspect({ ...value })],
    ['own names', (value) => inspect(Object.getOwnPropertyDescriptors(value), { depth: Infinity, showHidden: true })],
    [
      'for in',
      (value) => {
        const seen: unknown[] = []
        for (const key in value) seen.push(value[key as keyof TokenRecord])
        return inspect(seen)
      },
    ],
  ])('shows no secret through %s', ([, print]) => {
    const text = print(record)
    expect(text).not.toContain('s3cret')
    expect(text).not.toBe('')
  })

  it('prints as what it is', () => {
    expect(inspect(record)).toBe('TokenRecord(generation 4, [redacted])')
  })

  it('says in JSON that something was left out', () => {
    expect(JSON.parse(JSON.stringify(record))).toEqual({
      generation: 4,
      issuedAt: 1000,
      lifetime: 300_000,
      refreshExpiresAt: 5000,
      scope: 'read',
      accessToken: '[redacted]',
    })
  })

  it('shows no secret as part of what a request is sent with', () => {
    const held = createActiveToken(stored, { wall: 0, monotonic: 0 }, 0, createSessionIdentity(1), {
      header: 'Authorization',
      scheme: 'Bearer',
      refreshAt: 0.8,
      expiryMargin: 0,
    })
    expect(held.authorization.value).toBe('Bearer s3cret-access')
    expect(JSON.stringify(held) + inspect(held, { depth: Infinity }) + printed(held.record)).not.toContain('s3cret')
  })
})

describe('nextStoredToken', () => {
  const next5 = { session: 'login-a', sessionStart: 500, generation: 5, issuedAt: 2000, subject: undefined }
  const grant: TokenGrant = {
    accessToken: 'a2',
    lifetime: 60_000,
    refreshIn: undefined,
    refreshToken: undefined,
    refreshLifetime: undefined,
    scope: undefined,
    fields: { x: 1 },
  }

  it('keeps a refresh token that the answer leaves out, with its old deadline, and the scope', () => {
    expect(nextStoredToken(grant, stored, next5)).toEqual({
      version: 1,
      revision: 9,
      session: 'login-a',
      sessionStart: 500,
      generation: 5,
      accessToken: 'a2',
      issuedAt: 2000,
      lifetime: 60_000,
      refreshToken: 's3cret-refresh',
      refreshExpiresAt: 5000,
      scope: 'read',
      fields: { x: 1 },
    })
  })

  it('keeps the old deadline even where the answer tells a lifetime without a refresh token', () => {
    expect(nextStoredToken({ ...grant, refreshLifetime: 9999 }, stored, next5)).toMatchObject({
      refreshToken: 's3cret-refresh',
      refreshExpiresAt: 5000,
    })
  })

  it('takes a new refresh token with its own deadline', () => {
    const next = nextStoredToken({ ...grant, refreshToken: 'r2', refreshLifetime: 1000, scope: '' }, stored, next5)
    expect(next).toMatchObject({ refreshToken: 'r2', refreshExpiresAt: 3000, scope: '' })
  })

  it('gives a new refresh token of unknown life no deadline of the old one', () => {
    const next = nextStoredToken({ ...grant, refreshToken: 'r2' }, stored, next5)
    expect(next.refreshToken).toBe('r2')
    expect('refreshExpiresAt' in next).toBe(false)
  })

  it('drops lifetime and fields of the token before', () => {
    const next = nextStoredToken({ ...grant, lifetime: undefined }, { ...stored, refreshIn: 5 }, next5)
    expect(next).not.toHaveProperty('lifetime')
    expect(next).not.toHaveProperty('refreshIn')
    expect(next.fields).toEqual({ x: 1 })
  })

  it('keeps nothing of the session before', () => {
    const next = nextStoredToken(grant, undefined, { ...next5, session: 'login-b' })
    expect(next).toEqual({
      version: 1,
      revision: 0,
      session: 'login-b',
      sessionStart: 500,
      generation: 5,
      accessToken: 'a2',
      issuedAt: 2000,
      lifetime: 60_000,
      fields: { x: 1 },
    })
  })

  it('keeps the claim of a refresh token that it keeps, and of no other', () => {
    const claimed = withClaim(stored, { owner: 'me', attempt: 1, at: 0, until: 30_000 })
    expect(nextStoredToken(grant, claimed, next5).claim).toEqual(claimed.claim)
    expect(nextStoredToken({ ...grant, refreshToken: 's3cret-refresh' }, claimed, next5).claim).toEqual(claimed.claim)
    expect(nextStoredToken({ ...grant, refreshToken: 'r2' }, claimed, next5)).not.toHaveProperty('claim')
  })

  it('has nothing that JSON would lose', () => {
    for (const previous of [undefined, stored]) {
      const next = nextStoredToken(grant, previous, next5)
      expect(JSON.parse(JSON.stringify(next))).toStrictEqual(next)
    }
  })
})

describe('firstStoredToken', () => {
  it('is a record without an access token, before the first generation', () => {
    expect(firstStoredToken('r', 7)).toEqual({
      version: 1,
      revision: 0,
      session: 'own-0',
      sessionStart: 7,
      generation: 0,
      accessToken: '',
      issuedAt: 0,
      refreshToken: 'r',
      fields: {},
    })
  })

  it('is none without a refresh token', () => {
    expect(firstStoredToken(undefined, 7)).toBeUndefined()
  })

  it('is never sent: an empty access token has expired', () => {
    const held = createActiveToken(firstStoredToken('r', 7)!, { wall: 7, monotonic: 7 }, 0, createSessionIdentity(1), {
      header: 'Authorization',
      scheme: 'Bearer',
      refreshAt: 0.8,
      expiryMargin: 0,
    })
    expect(held.deadlines.hard).toEqual({ wall: 7, monotonic: 7 })
  })
})

describe('the session of tokens from credentials of one’s own', () => {
  it('has one name in every process, until a logout', () => {
    expect([ownSession(0), ownSession(7)]).toEqual(['own-0', 'own-7'])
  })
})

describe('withRefreshToken', () => {
  it('changes the refresh token, forgets its deadline, and moves none of the access token', () => {
    const { refreshExpiresAt: _, ...rest } = stored
    expect(withRefreshToken(stored, 'r2')).toStrictEqual({ ...rest, refreshToken: 'r2' })
  })

  it('takes it away', () => {
    const { refreshExpiresAt: _, refreshToken: __, ...rest } = stored
    expect(withRefreshToken(stored, undefined)).toStrictEqual(rest)
  })

  it('leaves the record that it was given as it was', () => {
    const copy = structuredClone(stored)
    withRefreshToken(stored, undefined)
    expect(stored).toEqual(copy)
  })
})

describe('the end of a session', () => {
  it.each([
    ['what a logout leaves', endOfSession('a', 7, 0), true],
    ['a token', withRefreshToken(stored, undefined), false],
    ['a token with a refresh token', stored, false],
    ['a refresh token to begin with', firstStoredToken('r', 0)!, false],
  ])('is told from others: %s', (_name, candidate, isEnd) => {
    expect(isEndOfSession(candidate)).toBe(isEnd)
  })
})
