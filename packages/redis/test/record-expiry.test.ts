import { expect, it } from 'vitest'
import { timeToLive } from '../src/record-expiry.ts'
import { logoutOf, recordOf } from './support/records.ts'

const hour = 3_600_000
const month = 30 * 24 * hour

it.each([
  ['as long as its refresh token lives', recordOf(1, { refreshExpiresAt: 1_000 + 90 * 24 * hour }), 90 * 24 * hour + hour],
  ['as long as the option says if the end of its refresh token is unknown', recordOf(1), month + hour],
  ['as long as its access token if that lives longer', recordOf(1, { lifetime: 2 * hour, refreshExpiresAt: 1_000 + hour }), 3 * hour],
  ['an hour more than an access token without a refresh token', withoutRefreshToken(60_000), hour + 60_000],
  ['as long as the option says if the end of its only token is unknown', withoutRefreshToken(undefined), month + hour],
  ['a margin at least if its refresh token has expired', recordOf(1, { lifetime: 0, refreshExpiresAt: 0 }), hour],
  ['a bounded time if its refresh token never expires', recordOf(1, { refreshExpiresAt: 8.64e15 }), 3.2e14],
])('a record is kept %s', (_, record, ms) => {
  expect(timeToLive(record, month)).toBe(ms)
})

it('a logout is kept as long as the option says', () => {
  expect(timeToLive(logoutOf(1), month)).toBe(month)
})

function withoutRefreshToken(lifetime: number | undefined): ReturnType<typeof recordOf> {
  const { refreshToken: _refreshToken, lifetime: _lifetime, ...rest } = recordOf(1)
  return lifetime === undefined ? rest : { ...rest, lifetime }
}
