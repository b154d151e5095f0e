import { describe, expect, it } from 'vitest'
import { copyHeaders, hasHeader, withToken } from '../../src/adapter/headers.ts'
import { createSessionIdentity } from '../../src/session/session-identity.ts'

const authorization = {
  headers: { Authorization: 'Bearer t0ken', 'X-Proof': 'one' },
  value: 'Bearer t0ken',
  session: createSessionIdentity(1),
  generation: 1,
  redirect: 'follow',
  attempt: 1,
  isFinal: false,
} as const

describe.each<[string, () => NonNullable<RequestInit['headers']>]>([
  ['an object', () => ({ 'X-Own': 'kept' })],
  ['Headers', () => new Headers({ 'X-Own': 'kept' })],
  ['pairs', () => [['X-Own', 'kept']]],
  ['an iterator', () => new Headers({ 'X-Own': 'kept' }).entries() as unknown as [string, string][]],
])('headers given as %s', (_shape, make) => {
  it('are found by name, in whatever case', () => {
    const copy = copyHeaders(make())
    expect(hasHeader(copy, 'x-oWn')).toBe(true)
    expect(hasHeader(copy, 'X-Owl')).toBe(false)
    expect(hasHeader(copy, 'X-Owner')).toBe(false)
  })

  it('get all headers of a token for the first attempt and another for the replay, and are themselves left alone', () => {
    const given = make()
    const copy = copyHeaders(given)
    const first = withToken(copy, authorization)
    const again = withToken(copy, { ...authorization, headers: { Authorization: 'Bearer another', 'X-Proof': 'two' }, attempt: 2 })
    expect(Object.fromEntries(new Headers(first))).toEqual({ 'x-own': 'kept', authorization: 'Bearer t0ken', 'x-proof': 'one' })
    expect(Object.fromEntries(new Headers(again))).toEqual({ 'x-own': 'kept', authorization: 'Bearer another', 'x-proof': 'two' })
    expect(hasHeader(given, 'authorization')).toBe(false)
  })
})

it.each([undefined, null])('headers of %s are none', (given) => {
  expect(withToken(copyHeaders(given), authorization)).toEqual(authorization.headers)
})
