import { expect, it } from 'vitest'
import { startTestbed } from '../../src/server/index.ts'
import { callApi, refresh, token } from './calls.ts'

it('counts in total and for each client', async () => {
  await using testbed = await startTestbed()
  const one = testbed.registerClient({ refreshTokens: true })
  const other = testbed.registerClient()
  const first = await token(testbed, one)
  await refresh(testbed, one, first.refreshToken)
  await token(testbed, { ...other, clientSecret: 'wrong' })
  await callApi(testbed, '/echo', first.accessToken)
  testbed.revokeAccessTokens()
  await callApi(testbed, '/echo', first.accessToken)
  await callApi(testbed, '/echo', 'unknown')
  await callApi(testbed, '/status/503?x')

  expect(testbed.counts(one.clientId)).toEqual({
    tokenRequests: 2,
    tokenResponses: 2,
    tokenErrors: 0,
    byGrant: { client_credentials: 1, refresh_token: 1 },
    spentRefreshTokens: 0,
    apiRequests: 2,
    apiOk: 1,
    apiUnauthorized: 1,
  })
  expect(testbed.counts(other.clientId)).toMatchObject({ tokenRequests: 1, tokenResponses: 0, tokenErrors: 1 })
  expect(testbed.counts()).toMatchObject({
    tokenRequests: 3,
    tokenResponses: 2,
    tokenErrors: 1,
    apiRequests: 4,
    apiOk: 1,
    apiUnauthorized: 3,
  })
  expect(testbed.requests.map(({ status, clientId }) => [status, clientId])).toEqual([
    [200, one.clientId],
    [401, one.clientId],
    [401, undefined],
    [401, undefined],
  ])
  expect(testbed.counts('nobody').tokenRequests).toBe(0)
})

it('gives snapshots, and starts again from 0 when told', async () => {
  await using testbed = await startTestbed()
  const client = testbed.registerClient()
  const [counts, requests] = [testbed.counts(), testbed.requests]
  await token(testbed, client)
  await callApi(testbed, '/open')
  expect([counts.tokenRequests, counts.byGrant, requests.length]).toEqual([0, {}, 0])
  expect(testbed.requests).toHaveLength(1)
  testbed.resetCounts()
  expect([testbed.counts(), testbed.counts(client.clientId), testbed.requests]).toEqual([counts, counts, []])
})
