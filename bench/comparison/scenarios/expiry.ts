import { isSuccess, ordersOf, outcomeOf, afterRoundTrips, plural, type Scenario, type Stage, tokenCallsOf } from './scenario.ts'
import type { Client } from '../libraries/library.ts'

/** s. */
export const tokenLifetime = 3_600
/** How long before the expiry the scenarios send, s: within the window of each library that has one. */
const beforeExpiry = 50

/** Opens a client that has its token. */
async function openWithToken(stage: Stage): Promise<Client> {
  const client = await stage.open()
  await client.send({ url: ordersOf(stage.account) })
  return client
}

export const refreshesBeforeExpiry: Scenario = {
  feature: 'refresh before the token expires',
  method: `${beforeExpiry} s before a token of an hour expires, one request is sent while the token endpoint holds back its response.`,
  run: async (stage) => {
    const { testbed, account, clock } = stage
    const client = await openWithToken(stage)
    const before = tokenCallsOf(stage)
    const release = testbed.failTokenEndpoint({ kind: 'hold' }, { clientId: account.clientId })
    clock.travel((tokenLifetime - beforeExpiry) * 1000)
    let settled = false
    const sent = outcomeOf(client.send({ url: ordersOf(account) })).finally(() => (settled = true))
    await afterRoundTrips(stage)
    const waits = !settled
    const refreshes = tokenCallsOf(stage) > before
    release()
    await sent
    if (!refreshes) return 'no: the first request after the expiry finds out'
    return waits ? 'yes, and the request waits for it' : 'yes, in the background'
  },
}

export const failingEndpoint: Scenario = {
  feature: 'token endpoint fails while the token is good',
  method: `${beforeExpiry} s before a token of an hour expires, the token endpoint sends 503 to everything, and one request is sent.`,
  run: async (stage) => {
    const { testbed, account, clock } = stage
    const client = await openWithToken(stage)
    const repair = testbed.failTokenEndpoint({ kind: 'status', status: 503 }, { clientId: account.clientId })
    clock.travel((tokenLifetime - beforeExpiry) * 1000)
    const outcome = await outcomeOf(client.send({ url: ordersOf(account) }))
    // Azure's policy asks again every 3 s until the token expires.
    repair()
    return isSuccess(outcome) ? 'the request succeeds' : 'the request fails'
  },
}

export const clockPutBack: Scenario = {
  feature: 'the clock is put back by an hour',
  method: 'The clock is put back while a token is in use. The token then expires, and one request is sent. Its rejections are counted.',
  run: async (stage) => {
    const { testbed, account, clock } = stage
    const client = await openWithToken(stage)
    const rejections = (): number => testbed.counts(account.clientId).apiUnauthorized
    const before = rejections()
    clock.shiftWall(-tokenLifetime * 1000)
    clock.travel((tokenLifetime + 10) * 1000)
    testbed.revokeAccessTokens(account.clientId)
    const outcome = await outcomeOf(client.send({ url: ordersOf(account) }))
    return `${plural(rejections() - before, 'rejection')}, then ${isSuccess(outcome) ? 'success' : 'failure'}`
  },
}
