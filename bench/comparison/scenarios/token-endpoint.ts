import { isSuccess, ordersOf, outcomeOf, plural, type Scenario, tokenCallsOf } from './scenario.ts'

/** s. */
const retryAfter = 1
const attempts = 10

export const retriedTokenRequest: Scenario = {
  feature: 'the token endpoint sends 503 once',
  method: `The first token request is answered with 503 and \`Retry-After: ${retryAfter}\`, and one request is sent.`,
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await stage.open()
    const before = tokenCallsOf(stage)
    testbed.failTokenEndpoint({ kind: 'status', status: 503, retryAfter }, { clientId: account.clientId, times: 1 })
    const outcome = await outcomeOf(client.send({ url: ordersOf(account) }))
    const [first, second] = testbed.tokenRequests.filter(({ clientId }) => clientId === account.clientId).slice(before)
    if (first === undefined || second === undefined || !isSuccess(outcome)) return 'the request fails'
    return second.at - first.at >= retryAfter * 1000 ? 'retried after `Retry-After`' : 'retried, before `Retry-After`'
  },
}

export const wrongSecret: Scenario = {
  feature: `${attempts} requests while the client’s secret is wrong`,
  method: `The token endpoint answers everything with 401 \`invalid_client\`, and ${attempts} requests are sent one after another.`,
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await stage.open()
    const before = tokenCallsOf(stage)
    testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } }, { clientId: account.clientId })
    for (let attempt = 0; attempt < attempts; attempt++) await outcomeOf(client.send({ url: ordersOf(account) }))
    return plural(tokenCallsOf(stage) - before, 'token call')
  },
}
