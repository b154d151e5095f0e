import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { clientCredentials, password, refreshToken } from '../src/index.ts'
import { context } from './support/recording-server.ts'

let testbed: Testbed
let tokenEndpoint: string
beforeAll(async () => {
  testbed = await startTestbed()
  tokenEndpoint = testbed.tokenEndpoint
})
afterAll(() => testbed.close())

async function isAccepted(accessToken: string | undefined): Promise<boolean> {
  return (await fetch(`${testbed.api}/echo`, { headers: { authorization: `Bearer ${accessToken ?? ''}` } })).ok
}

describe('clientCredentials', () => {
  it('gets a token that the API accepts', async () => {
    const source = clientCredentials({ tokenEndpoint, ...testbed.registerClient() })
    const answer = await source.obtain?.(context())
    expect(answer).toMatchObject({ expires_in: 300, token_type: 'Bearer' })
    expect(await isAccepted(answer?.access_token)).toBe(true)
  })

  it('trades a refresh token that came along, and gives the rotated one', async () => {
    const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
    const source = clientCredentials({ tokenEndpoint, ...client })
    const first = await source.obtain?.(context())
    const second = await source.refresh?.(first?.refresh_token ?? '', context())
    expect(await isAccepted(second?.access_token)).toBe(true)
    expect(second?.refresh_token).not.toBe(first?.refresh_token)
    expect(testbed.counts(client.clientId)).toMatchObject({ byGrant: { client_credentials: 1, refresh_token: 1 }, spentRefreshTokens: 0 })
  })

  it('asks for its scope, and a refresh keeps it', async () => {
    const source = clientCredentials({ tokenEndpoint, ...testbed.registerClient({ refreshTokens: true }), scope: 'read write' })
    const first = await source.obtain?.(context())
    expect(first?.scope).toBe('read write')
    expect((await source.refresh?.(first?.refresh_token ?? '', context()))?.scope).toBe('read write')
  })

  it('tells a wrong secret as an error of the client', async () => {
    const source = clientCredentials({ tokenEndpoint, ...testbed.registerClient(), clientSecret: 'wrong' })
    await expect(source.obtain?.(context())).rejects.toMatchObject({ code: 'ERR_TOKEN_REQUEST', status: 401, error: 'invalid_client' })
  })
})

describe('password', () => {
  it('gets a token for the user, and trades the refresh token', async () => {
    const { clientId } = testbed.registerClient({ authentication: 'none', refreshTokens: true })
    testbed.registerUser({ username: 'jo', password: 'secret' })
    const source = password({ tokenEndpoint, clientId, username: 'jo', password: 'secret' })
    const first = await source.obtain?.(context())
    const second = await source.refresh?.(first?.refresh_token ?? '', context())
    expect([await isAccepted(first?.access_token), await isAccepted(second?.access_token)]).toEqual([true, true])
  })

  it('goes with a confidential client, too', async () => {
    testbed.registerUser({ username: 'jo', password: 'secret' })
    const source = password({ tokenEndpoint, ...testbed.registerClient(), username: 'jo', password: 'secret' })
    expect(await source.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  })

  it('tells a wrong password as invalid_grant', async () => {
    const { clientId } = testbed.registerClient({ authentication: 'none' })
    testbed.registerUser({ username: 'jo', password: 'secret' })
    const source = password({ tokenEndpoint, clientId, username: 'jo', password: 'wrong' })
    await expect(source.obtain?.(context())).rejects.toMatchObject({ status: 400, error: 'invalid_grant' })
  })
})

describe('refreshToken', () => {
  it('trades one that it is handed', async () => {
    const client = testbed.registerClient({ refreshTokens: true })
    const login = await clientCredentials({ tokenEndpoint, ...client }).obtain?.(context())
    const answer = await refreshToken({ tokenEndpoint, ...client }).refresh?.(login?.refresh_token ?? '', context())
    expect(await isAccepted(answer?.access_token)).toBe(true)
  })

  it('has nothing to begin with unless it is given a first one', () => {
    const options = { tokenEndpoint, clientId: 'c' }
    expect(refreshToken(options).initialRefreshToken).toBeUndefined()
    expect(refreshToken({ ...options, refreshToken: 'r' }).initialRefreshToken?.()).toBe('r')
  })

  it('tells a dead one as invalid_grant', async () => {
    const client = testbed.registerClient({ refreshTokens: true })
    const login = await clientCredentials({ tokenEndpoint, ...client }).obtain?.(context())
    testbed.revokeRefreshTokens(client.clientId)
    await expect(refreshToken({ tokenEndpoint, ...client }).refresh?.(login?.refresh_token ?? '', context())).rejects.toMatchObject({
      error: 'invalid_grant',
    })
  })
})

it('the issuer alone is enough, where it names its token endpoint', async () => {
  const source = clientCredentials({ issuer: testbed.issuer, ...testbed.registerClient() })
  expect(await isAccepted((await source.obtain?.(context()))?.access_token)).toBe(true)
})
