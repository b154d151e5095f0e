import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestbed } from '../../src/server/index.ts'
import type { Testbed } from '../../src/server/index.ts'
import { callApi, refresh, token } from './calls.ts'

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

describe('without rotation', () => {
  it('keeps the refresh token good and says what is left of it', async () => {
    const client = testbed.registerClient({ refreshTokens: true, refreshTokenLifetime: 60 })
    const { refreshToken } = await token(testbed, client)
    const second = await refresh(testbed, client, refreshToken)
    const third = await refresh(testbed, client, refreshToken)
    expect([second.status, third.status]).toEqual([200, 200])
    expect(third.refreshToken).toBe(refreshToken)
    expect(third.fields['refresh_expires_in']).toBeLessThanOrEqual(60)
    expect(third.fields['refresh_expires_in']).toBeGreaterThan(50)
  })
})

describe('with rotation', () => {
  const rotating = { refreshTokens: true, rotateRefreshTokens: true }

  it('gives a new refresh token each time', async () => {
    const client = testbed.registerClient(rotating)
    let { refreshToken } = await token(testbed, client)
    const seen = new Set([refreshToken])
    for (let round = 0; round < 5; round++) {
      const answer = await refresh(testbed, client, refreshToken)
      expect(answer.status).toBe(200)
      expect(answer.fields['refresh_expires_in']).toBe(1800)
      refreshToken = answer.refreshToken
      seen.add(refreshToken)
    }
    expect(seen.size).toBe(6)
    expect(testbed.counts(client.clientId)).toMatchObject({ byGrant: { refresh_token: 5 }, spentRefreshTokens: 0 })
  })

  it('revokes the whole grant when a spent token comes again', async () => {
    const client = testbed.registerClient(rotating)
    const first = await token(testbed, client)
    const second = await refresh(testbed, client, first.refreshToken)
    const stranger = await token(testbed, client)
    const reuse = await refresh(testbed, client, first.refreshToken)
    expect([reuse.status, reuse.fields['error']]).toEqual([400, 'invalid_grant'])

    expect((await refresh(testbed, client, second.refreshToken)).status).toBe(400)
    expect((await callApi(testbed, '/echo', first.accessToken)).status).toBe(401)
    expect((await callApi(testbed, '/echo', second.accessToken)).status).toBe(401)
    expect((await callApi(testbed, '/echo', stranger.accessToken)).status).toBe(200)
    expect((await refresh(testbed, client, first.refreshToken)).status).toBe(400)
    expect(testbed.counts(client.clientId)).toMatchObject({ spentRefreshTokens: 2, apiOk: 1, apiUnauthorized: 2 })
  })

  it('lets only one of two refreshes at once through', async () => {
    const client = testbed.registerClient(rotating)
    const { refreshToken } = await token(testbed, client)
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(testbed, client, refreshToken)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(testbed.counts(client.clientId).spentRefreshTokens).toBe(19)
  })
})

describe('revocation', () => {
  it('of access tokens hits those issued so far, of one client, and spares refresh tokens', async () => {
    const [one, other] = [testbed.registerClient({ refreshTokens: true }), testbed.registerClient()]
    const [first, foreign] = [await token(testbed, one), await token(testbed, other)]
    testbed.revokeAccessTokens(one.clientId)
    expect((await callApi(testbed, '/echo', first.accessToken)).status).toBe(401)
    expect((await callApi(testbed, '/echo', foreign.accessToken)).status).toBe(200)
    const second = await refresh(testbed, one, first.refreshToken)
    expect((await callApi(testbed, '/echo', second.accessToken)).status).toBe(200)
    testbed.revokeAccessTokens()
    expect((await callApi(testbed, '/echo', second.accessToken)).status).toBe(401)
    expect((await callApi(testbed, '/echo', foreign.accessToken)).status).toBe(401)
  })

  it('of refresh tokens spares access tokens', async () => {
    const one = testbed.registerClient({ refreshTokens: true })
    const other = testbed.registerClient({ refreshTokens: true })
    const [first, foreign] = [await token(testbed, one), await token(testbed, other)]
    testbed.revokeRefreshTokens(one.clientId)
    expect((await refresh(testbed, one, first.refreshToken)).fields['error']).toBe('invalid_grant')
    expect((await callApi(testbed, '/echo', first.accessToken)).status).toBe(200)
    expect((await refresh(testbed, other, foreign.refreshToken)).status).toBe(200)
    testbed.revokeRefreshTokens()
    expect((await refresh(testbed, other, foreign.refreshToken)).status).toBe(400)
  })

  it('does not let a client use the refresh token of another', async () => {
    const [one, other] = [testbed.registerClient({ refreshTokens: true }), testbed.registerClient()]
    const { refreshToken } = await token(testbed, one)
    expect((await refresh(testbed, other, refreshToken)).fields['error']).toBe('invalid_grant')
  })
})

describe('lifetimes', () => {
  it('end an access token to fractions of a second', async () => {
    const client = testbed.registerClient({ accessTokenLifetime: 0.2 })
    const asked = Date.now()
    const { accessToken, fields } = await token(testbed, client)
    const issued = Date.now()
    expect(fields['expires_in']).toBe(0.2)
    const { status } = await callApi(testbed, '/echo', accessToken)
    expect(status === 200 || Date.now() >= asked + 200).toBe(true)
    await until(issued + 201)
    expect((await callApi(testbed, '/echo', accessToken)).status).toBe(401)
    expect(testbed.counts(client.clientId).apiUnauthorized).toBeGreaterThanOrEqual(1)
  })

  it('end a refresh token to fractions of a second', async () => {
    const client = testbed.registerClient({ refreshTokens: true, refreshTokenLifetime: 0.2 })
    const { refreshToken } = await token(testbed, client)
    await until(Date.now() + 201)
    expect((await refresh(testbed, client, refreshToken)).fields['error']).toBe('invalid_grant')
  })

  it('are not cut to the whole seconds oidc-provider counts', async () => {
    const client = testbed.registerClient({ refreshTokens: true, refreshTokenLifetime: 0.9 })
    const lateInASecond = Math.ceil(Date.now() / 1000) * 1000 + 900
    await until(lateInASecond)
    const { refreshToken } = await token(testbed, client)
    await until(lateInASecond + 200)
    const { status } = await refresh(testbed, client, refreshToken)
    expect(status === 200 || Date.now() >= lateInASecond + 900).toBe(true)
  })
})

function until(time: number): Promise<void> {
  return pause(time - Date.now())
}
