import { requestToken } from '../libraries/library.ts'
import { afterRoundTrips, isSuccess, ordersOf, outcomeOf, plural, type Scenario, type Stage, tokenCallsOf, until } from './scenario.ts'

/** Holds the token endpoint back, so that callers wait for a token. Returns a function that lets it respond. */
function holdTokens({ testbed, account: { clientId } }: Stage): () => void {
  return testbed.failTokenEndpoint({ kind: 'hold' }, { clientId })
}

export const userSwitch: Scenario = {
  feature: 'another user signs in during a refresh',
  method: 'While a token request of user A waits, the token of user B is put in. The next request after A’s response shows its token.',
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await stage.open()
    if (client.switchUser === undefined) return undefined
    const tokenOfB = (await requestToken(account)).access_token
    const release = holdTokens(stage)
    const before = tokenCallsOf(stage)
    const sentAsA = outcomeOf(client.send({ url: ordersOf(account) }))
    await until(stage, () => tokenCallsOf(stage) > before)
    await client.switchUser(tokenOfB)
    release()
    await sentAsA
    await afterRoundTrips(stage, 5)
    const url = ordersOf(account, `?id=${account.clientId}`)
    await outcomeOf(client.send({ url }))
    const last = testbed.requests.findLast((request) => url.endsWith(request.url))
    return last?.tokenNumber === stage.tokens().indexOf(tokenOfB) + 1 ? 'user B’s token' : 'user A’s token'
  },
}

export const abortedCaller: Scenario = {
  feature: 'one of two waiting requests is aborted',
  method: 'Two requests wait for the same token request. The first is aborted, and then the token endpoint responds.',
  run: async (stage) => {
    const { account } = stage
    const client = await stage.open()
    const before = tokenCallsOf(stage)
    const release = holdTokens(stage)
    const controller = new AbortController()
    let settled = false
    const aborted = outcomeOf(client.send({ url: ordersOf(account), signal: controller.signal })).finally(() => (settled = true))
    await until(stage, () => tokenCallsOf(stage) > before)
    const other = outcomeOf(client.send({ url: ordersOf(account) }))
    await afterRoundTrips(stage)
    controller.abort()
    await afterRoundTrips(stage)
    const atOnce = settled
    release()
    const [first, second] = await Promise.all([aborted, other])
    const fate = isSuccess(first) ? 'is sent all the same' : atOnce ? 'ends at once' : 'ends after the token request'
    return `the first ${fate}, the other ${isSuccess(second) ? 'succeeds' : 'fails, too'}`
  },
}

export const logOut: Scenario = {
  feature: 'logout while a request waits for a token',
  method: 'While one request waits for the token endpoint, the session is ended. Then the token endpoint responds.',
  run: async (stage) => {
    const { account } = stage
    const client = await stage.open()
    if (client.logOut === undefined) return undefined
    const release = holdTokens(stage)
    const before = tokenCallsOf(stage)
    const sent = outcomeOf(client.send({ url: ordersOf(account) }))
    await until(stage, () => tokenCallsOf(stage) > before)
    await client.logOut()
    release()
    if (isSuccess(await sent)) return 'the request is sent with the token'
    return 'the request fails'
  },
}

export const sharedStore: Scenario = {
  feature: 'two instances with one store',
  method: 'Two instances with the same store, as two processes have them, send a request at once. Token requests are counted.',
  run: async (stage) => {
    const { account } = stage
    const [first, second] = [await stage.openWithStore(), await stage.openWithStore()]
    if (first === undefined || second === undefined) return undefined
    const before = tokenCallsOf(stage)
    const release = holdTokens(stage)
    const sent = [first, second].map((client) => outcomeOf(client.send({ url: ordersOf(account) })))
    await until(stage, () => tokenCallsOf(stage) > before)
    await afterRoundTrips(stage)
    release()
    await Promise.all(sent)
    return plural(tokenCallsOf(stage) - before, 'token call')
  },
}
