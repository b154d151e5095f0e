import { Console } from 'node:console'
import { Writable } from 'node:stream'
import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { holdToken } from '../../src/held-token.ts'
import {
  endOfSession,
  firstStoredToken,
  isEndOfSession,
  nextStoredToken,
  type StoredToken,
  TokenRecord,
  withRefreshToken,
} from '../../src/token-record.ts'
import type { TokenGrant } from '../../src/token-response.ts'

const stored: StoredToken = {
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
    ['inspect at any depth with all that is hidden', (value) => inspect({ a: { b: [value] } }, { depth: Infinity, showHidden: true, getters: true })],
    ['inspect that takes no custom one', (value) => inspect(value, { depth: Infinity, showHidden: true, customInspect: false })],
    ['inspect of a proxy', (value) => inspect(new Proxy(value, {}), { showProxy: true })],
    ['the console', printed],
    ['a structured clone', (value) => inspect(structuredClone(value), { depth: Infinity, showHidden: true })],
    ['a structured clone of an error that holds it', (value) => inspect(structuredClone(new Error('x', { cause: { ...value } })), { depth: Infinity })],
    ['a spread', (value) => inspect({ ...value })],
    ['own names', (value) => inspect(Object.getOwnPropertyDescriptors(value), { depth: Infinity, showHidden: true })],
    ['for in', (value) => { const seen: unknown[] = []; for (const key in value) seen.push(value[key as keyof TokenRecord]); return inspect(seen) }],
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
      generation: 4, issuedAt: 1000, lifetime: 300_000, refreshExpiresAt: 5000, scope: 'read', accessToken: '[redacted]',
    })
  })

  it('shows no secret as part of what a request is sent with', () => {
    const held = holdToken(stored, { wall: 0, monotonic: 0 }, 0, { header: 'Authorization', scheme: 'Bearer', refreshAt: 0.8, expiryMargin: 0 })
    expect(held.first.value).toBe('Bearer s3cret-access')
    expect(JSON.stringify(held) + inspect(held, { depth: Infinity }) + printed(held.record)).not.toContain('s3cret')
  })
})

describe('nextStoredToken', () => {
  const grant: TokenGrant = {
    accessToken: 'a2', lifetime: 60_000, refreshIn: undefined, refreshToken: undefined, refreshLifetime: undefined, scope: undefined, fields: { x: 1 },
  }

  it('keeps a refresh token that the answer leaves out, with its old deadline, and the scope', () => {
    expect(nextStoredToken(grant, stored, 5, 2000)).toEqual({
      generation: 5, accessToken: 'a2', issuedAt: 2000, lifetime: 60_000, refreshToken: 's3cret-refresh', refreshExpiresAt: 5000, scope: 'read', fields: { x: 1 },
    })
  })

  it('keeps the old deadline even where the answer tells a lifetime without a refresh token', () => {
    expect(nextStoredToken({ ...grant, refreshLifetime: 9999 }, stored, 5, 2000)).toMatchObject({ refreshToken: 's3cret-refresh', refreshExpiresAt: 5000 })
  })

  it('takes a new refresh token with its own deadline', () => {
    const next = nextStoredToken({ ...grant, refreshToken: 'r2', refreshLifetime: 1000, scope: '' }, stored, 5, 2000)
    expect(next).toMatchObject({ refreshToken: 'r2', refreshExpiresAt: 3000, scope: '' })
  })

  it('gives a new refresh token of unknown life no deadline of the old one', () => {
    const next = nextStoredToken({ ...grant, refreshToken: 'r2' }, stored, 5, 2000)
    expect(next.refreshToken).toBe('r2')
    expect('refreshExpiresAt' in next).toBe(false)
  })

  it('drops lifetime and fields of the token before', () => {
    const next = nextStoredToken({ ...grant, lifetime: undefined }, { ...stored, refreshIn: 5 }, 5, 2000)
    expect(next).not.toHaveProperty('lifetime')
    expect(next).not.toHaveProperty('refreshIn')
    expect(next.fields).toEqual({ x: 1 })
  })

  it('has nothing that JSON would lose', () => {
    for (const previous of [undefined, stored]) {
      const next = nextStoredToken(grant, previous, 1, 0)
      expect(JSON.parse(JSON.stringify(next))).toStrictEqual(next)
    }
  })
})

describe('firstStoredToken', () => {
  it('is like the record of a token that has expired long ago, before the first generation', () => {
    expect(firstStoredToken('r')).toEqual({ generation: 0, accessToken: '', issuedAt: 0, lifetime: 0, refreshToken: 'r', fields: {} })
  })

  it('is none without a refresh token', () => {
    expect(firstStoredToken(undefined)).toBeUndefined()
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
    ['what a logout leaves', endOfSession(7, 0), true],
    ['a token', { generation: 7, accessToken: 'a', issuedAt: 0, fields: {} }, false],
    ['a token with a refresh token', { generation: 7, accessToken: 'a', issuedAt: 0, refreshToken: 'r', fields: {} }, false],
    ['a refresh token to begin with', firstStoredToken('r') ?? endOfSession(0, 0), false],
  ])('is told from others: %s', (_name, candidate, isEnd) => {
    expect(isEndOfSession(candidate)).toBe(isEnd)
  })
})
