import { describe, expect, it } from 'vitest'
import { startTestbed } from '../../src/server/index.ts'
import { fingerprintOf } from '../../src/server/token-books.ts'
import { postForm, refresh, token } from './calls.ts'

describe('the books of token requests', () => {
  it('have each request with its process, its refresh token and its status, and no token', async () => {
    await using testbed = await startTestbed()
    const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
    const credentials = { client_id: client.clientId, client_secret: client.clientSecret }
    const { refreshToken } = await token(testbed, client)
    await postForm(testbed, { grant_type: 'refresh_token', ...credentials, refresh_token: refreshToken }, { 'x-process': 'p1' })
    await refresh(testbed, client, refreshToken)
    const shared = { clientId: client.clientId, at: expect.any(Number) as number }
    const presented = fingerprintOf(refreshToken)
    expect(testbed.tokenRequests).toEqual([
      { ...shared, grantType: 'client_credentials', refreshToken: undefined, process: undefined, status: 200, isReuse: false },
      { ...shared, grantType: 'refresh_token', refreshToken: presented, process: 'p1', status: 200, isReuse: false },
      { ...shared, grantType: 'refresh_token', refreshToken: presented, process: undefined, status: 400, isReuse: true },
    ])
    expect(JSON.stringify(testbed.tokenRequests)).not.toContain(refreshToken)
    testbed.resetCounts()
    expect(testbed.tokenRequests).toEqual([])
  })

  it('do not take a token that is unknown for a token that was used', async () => {
    await using testbed = await startTestbed()
    const client = testbed.registerClient({ refreshTokens: true, rotateRefreshTokens: true })
    await refresh(testbed, client, 'unknown')
    expect(testbed.tokenRequests).toMatchObject([{ status: 400, isReuse: false }])
  })

  it('are open when the request arrives, and the server waits for whoever is called then', async () => {
    let release: (() => void) | undefined
    const arrived = Promise.withResolvers<number>()
    await using testbed = await startTestbed({
      onTokenRequest({ status }) {
        arrived.resolve(status)
        return new Promise((resolve) => (release = resolve))
      },
    })
    const client = testbed.registerClient()
    const response = token(testbed, client)
    expect(await arrived.promise).toBe(0)
    expect(testbed.counts().tokenResponses).toBe(0)
    release?.()
    expect((await response).status).toBe(200)
    expect(testbed.tokenRequests).toMatchObject([{ status: 200 }])
  })
})
