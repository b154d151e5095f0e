import { inspect } from 'node:util'
import { leaksOf } from '@everbearer/testing/conformance'
import { ordersOf, outcomeOf, type Scenario, type Stage } from './scenario.ts'

export const otherHost: Scenario = {
  feature: 'a request to an absolute URL of another host',
  method: 'One request goes to a server of another origin, which looks for an Authorization header.',
  run: async (stage) => {
    const client = await stage.open()
    await client.send({ url: ordersOf(stage.account) })
    await outcomeOf(client.send({ url: stage.otherHost.url }))
    return describeArrival(stage)
  },
}

export const redirected: Scenario = {
  feature: 'a redirect to another host',
  method: 'The API redirects one request to a server of another origin, which looks for an Authorization header.',
  run: async (stage) => {
    const client = await stage.open()
    await client.send({ url: ordersOf(stage.account) })
    await outcomeOf(client.send({ url: `${stage.account.api}/redirect?to=${encodeURIComponent(stage.otherHost.url)}` }))
    return describeArrival(stage)
  },
}

function describeArrival({ otherHost: { seen } }: Stage): string {
  const { requests, withToken } = seen()
  if (requests === 0) return 'not followed'
  return withToken === 0 ? 'gets no token' : 'gets the token'
}

export const printedErrors: Scenario = {
  feature: 'secrets in a printed error',
  method:
    'The API rejects one request ten times, and then the token endpoint rejects the client. What each request rejects with is searched for tokens and the secret: fields, JSON, and a print of Node.',
  run: async (stage) => {
    const { testbed, account } = stage
    const client = await stage.open()
    const atApi = await errorOf(client.send({ url: ordersOf(account, `?reject=10&id=${account.clientId}`) }))
    testbed.failTokenEndpoint({ kind: 'status', status: 401, body: { error: 'invalid_client' } }, { clientId: account.clientId })
    const locked = await stage.open()
    const atTokenEndpoint = await errorOf(locked.send({ url: ordersOf(account) }))
    const shown = (secrets: readonly string[]): boolean =>
      [atApi, atTokenEndpoint].some((error) => leaksOf(error, secrets, (part) => inspect(part, { depth: Infinity })).length > 0)
    const found = [...(shown(stage.tokens()) ? ['the token'] : []), ...(shown([account.clientSecret]) ? ['the client’s secret'] : [])]
    return found.length === 0 ? 'shows no secret' : `shows ${found.join(' and ')}`
  },
}

async function errorOf(sent: Promise<number>): Promise<unknown> {
  try {
    await sent
    return undefined
  } catch (error) {
    return error
  }
}
