import { expect, test } from 'vitest'
import { jwtExpiry } from '../../src/token/jwt-expiry.ts'

const now = 1_800_000_000_000

function jwt(claims: unknown, encode = (text: string) => Buffer.from(text).toString('base64url')): string {
  return `e30.${encode(typeof claims === 'string' ? claims : JSON.stringify(claims))}.c2ln`
}

test.for<[name: string, token: string, expected: number | undefined]>([
  ['what is left until exp', jwt({ exp: now / 1000 + 300 }), 300_000],
  ['a fraction of a second', jwt({ exp: now / 1000 + 0.5 }), undefined],
  ['a second', jwt({ exp: now / 1000 + 1 }), 1000],
  ['the time between iat and exp, where that is shorter', jwt({ iat: now / 1000 + 200, exp: now / 1000 + 500 }), 300_000],
  ['what is left, where that is shorter', jwt({ iat: now / 1000 - 200, exp: now / 1000 + 100 }), 100_000],
  ['the time between iat and exp, where this clock says that exp is past', jwt({ iat: 1000, exp: 1300 }), 300_000],
  ['an exp before its iat, where this clock says that exp is past', jwt({ iat: 1300, exp: 1000 }), undefined],
  ['an iat in a string', jwt({ iat: '1', exp: now / 1000 + 60 }), 60_000],
  ['names in Unicode', jwt({ name: 'Zoë Müller 😀 ÿÿÿ???>>>', exp: now / 1000 + 1 }), 1000],
  ['a payload with padding', jwt({ exp: now / 1000 + 60, a: 1 }, (text) => Buffer.from(text).toString('base64')), 60_000],
  [
    'an unsigned token of two parts',
    jwt({ exp: now / 1000 + 60 })
      .split('.')
      .slice(0, 2)
      .join('.'),
    60_000,
  ],
  ['an exp of right now', jwt({ exp: now / 1000 }), undefined],
  ['an exp in the past', jwt({ exp: 1 }), undefined],
  ['a negative exp', jwt({ exp: -1 }), undefined],
  ['no exp', jwt({ sub: 'x' }), undefined],
  ['an exp in a string', jwt({ exp: String(now / 1000 + 60) }), undefined],
  ['an exp that is null', jwt({ exp: null }), undefined],
  ['a payload that is null', jwt(null), undefined],
  ['a payload that is a list', jwt([]), undefined],
  ['a payload that is a string', jwt('"exp"'), undefined],
  ['a payload that is no JSON', jwt('{exp:1}'), undefined],
  ['a payload that is no base64', 'e30.%%%.x', undefined],
  ['an empty payload', 'e30..x', undefined],
  ['dots alone', '...', undefined],
  ['an opaque token', 'mF_9.B5f-4.1JqM', undefined],
  ['an opaque token without dots', 'abc', undefined],
  ['nothing', '', undefined],
])('%s', ([, token, expected]) => {
  expect(jwtExpiry(token, now)).toBe(expected)
})
