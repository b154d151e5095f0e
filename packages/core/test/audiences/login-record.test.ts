import { describe, expect, test } from 'vitest'
import { recordOfAudience, withLoginOf, withoutToken, withRecordOfAudience } from '../../src/audiences/login-record.ts'
import { endOfSession } from '../../src/token/stored-token.ts'
import { shiftMoments } from '../../src/token/store-time.ts'
import { stored, testStart } from '../stored.ts'

const login = stored(1, { accessToken: 'of-the-login', refreshToken: 'r1', fields: { id_token: 'kept' } })
const ofStock = stored(2, { accessToken: 'of-stock', refreshToken: 'r2', scope: 'read', issuedAt: testStart + 5_000, fields: { a: 1 } })
const both = withRecordOfAudience(login, 'stock', ofStock)

describe('the record of a login and of its audiences', () => {
  test('an audience has its own token, and what all share', () => {
    expect(recordOfAudience(both, 'stock')).toEqual(ofStock)
    expect(recordOfAudience(both, 'orders')).toMatchObject({ accessToken: '', refreshToken: 'r2', generation: 2, fields: {} })
    expect(recordOfAudience(both, undefined)).toEqual({ ...login, generation: 2, revision: 2, refreshToken: 'r2' })
  })

  test('a save of one audience keeps the tokens of the others', () => {
    const three = withRecordOfAudience(both, 'orders', stored(3, { accessToken: 'of-orders' }))
    expect(recordOfAudience(three, 'stock').accessToken).toBe('of-stock')
    const four = withRecordOfAudience(three, undefined, stored(4, { accessToken: 'of-the-login-2' }))
    expect(recordOfAudience(four, 'orders').accessToken).toBe('of-orders')
    expect(recordOfAudience(four, undefined).accessToken).toBe('of-the-login-2')
  })

  test.for([
    ['another session', stored(3, { session: 'another', accessToken: 'new' })],
    ['a logout', endOfSession('own-0', 3, testStart)],
  ] as const)('%s keeps no token', ([, record]) => {
    const next = withRecordOfAudience(both, 'orders', record)
    expect(JSON.stringify(next)).not.toMatch(/of-stock|of-the-login|kept/)
  })

  test('a store with a clock of its own moves the moments of all tokens', () => {
    const moved = recordOfAudience(shiftMoments(both, 90_000), 'stock')
    expect(moved).toMatchObject({ issuedAt: ofStock.issuedAt + 90_000, sessionStart: testStart + 90_000 })
  })

  test.for<[what: string, token: unknown]>([
    ['a text', 'x'],
    ['null', null],
    ['a token with a line break', { accessToken: 'a\nb', sinceStart: 0, fields: {} }],
    ['a token without a moment', { accessToken: 'a', fields: {} }],
  ])('%s in the place of a token is none', ([, token]) => {
    const field = Object.keys(both.fields).find((name) => name !== 'id_token')
    const broken = { ...both, fields: { [field ?? '']: { stock: token } } }
    expect(recordOfAudience(broken, 'stock')).toEqual(withoutToken(both))
    expect(recordOfAudience({ ...both, fields: { [field ?? '']: token } }, 'stock').accessToken).toBe('')
  })

  test('what is newer about the login replaces what an audience knew', () => {
    expect(withLoginOf(stored(9, { refreshToken: 'r9' }), ofStock)).toMatchObject({
      accessToken: 'of-stock',
      refreshToken: 'r9',
      generation: 9,
    })
  })
})
