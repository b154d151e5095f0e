import { expect, it } from 'vitest'
import { joinRecord, splitRecord } from '../src/record-parts.ts'
import { logoutOf, recordOf } from './support/records.ts'

const claim = { owner: 'one', attempt: 1, at: 5, until: 6 }
const full = recordOf(3, { refreshExpiresAt: 9, claim, subject: 'alice', scope: 'orders', refreshIn: 7, keyThumbprint: 'key' })

it('a record is the same after it was divided and put together', () => {
  for (const record of [full, recordOf(1)]) {
    const { login, token } = splitRecord(record)
    expect(joinRecord(login, token)).toEqual(record)
  }
})

it('another access token of the login has the session, the refresh token and the claim, and no access token yet', () => {
  const { login } = splitRecord(full)
  const { lifetime: _lifetime, refreshIn: _refreshIn, scope: _scope, keyThumbprint: _key, ...rest } = full
  expect(joinRecord(login, undefined)).toEqual({
    ...rest,
    generation: 0,
    accessToken: '',
    issuedAt: full.sessionStart,
    fields: {},
  })
})

it('an access token of an earlier session counts for nothing', () => {
  const { login } = splitRecord({ ...full, session: 'session-2' })
  const { token } = splitRecord(full)
  expect(joinRecord(login, token)).toMatchObject({ session: 'session-2', accessToken: '', generation: 0, refreshToken: 'refresh-3' })
})

it('a logout ends all access tokens of its login', () => {
  const { login } = splitRecord(logoutOf(4))
  for (const token of [splitRecord(full).token, undefined]) {
    const logout = joinRecord(login, token)
    expect(logout).toMatchObject({ loggedOut: true, accessToken: '', generation: 4, issuedAt: 1_000 })
    expect(logout.refreshToken).toBeUndefined()
  }
})

it('an encrypted record is not divided, as its refresh token cannot be shared', () => {
  expect(() => splitRecord(recordOf(1, { accessToken: 'encrypted record' }))).toThrow('An encrypted record needs a key without')
})
