import type { Call, ClientSettings, Subject, TestContext } from '@everbearer/testing/conformance'
import { refreshTimer } from '@everbearer/core'
import { createDice, type Dice } from '../../../packages/core/test/fuzz/dice.ts'

/** A random account, coordinator, client, call and failure. */
export interface Situation {
  readonly setup: NonNullable<Parameters<TestContext['coordinator']>[0]>
  readonly account: { readonly refreshTokens: boolean }
  readonly settings: Partial<ClientSettings>
  readonly call: Call
  /** How the servers fail, put in place after a first request that succeeded. */
  readonly fail: (context: TestContext) => Promise<unknown>
  /** When the caller gives up: after so many microtasks, or once the API has the request; undefined: never. */
  readonly abort: number | 'in flight' | undefined
  /** How a streamed response ends: at its end, or by an abort after this many chunks. */
  readonly abortAfter: number | undefined
  /** Is a new token needed for the call? */
  readonly expired: boolean
}

const apiPaths = [
  '/echo',
  '/echo?reject=1',
  '/echo?reject=always',
  '/echo?reject=always&challenge=none',
  '/echo?reject=always&challenge=basic',
  '/echo?reject=1&rejectBytes=70000',
  '/echo?reject=1&challenge=dpop',
  '/echo?reject=always&challenge=insufficient_scope',
  '/echo?reject=always&challenge=step_up',
  '/status/204',
  '/status/404',
  '/status/418',
  '/status/429',
  '/status/500',
  '/status/503',
  '/redirect?to=%2Fecho',
  '/redirect?to=%2Fredirect%3Fto%3D%252Fecho',
  '/redirect?to=http%3A%2F%2F127.0.0.1%3A1%2F',
  '/redirect?to=data%3A%2Cx',
  '/open',
  '/stream?chunks=20',
  '/stream?chunks=5&bytes=200000',
  '/nowhere',
]

/** @param subject - decides what the client can be asked for */
export function situation(seed: number, { limits }: Subject): Situation {
  const dice = createDice(seed)
  const can = (need: string): boolean => limits[need] === undefined
  const method = dice.pick(['GET', 'GET', 'POST', 'PUT', 'DELETE'])
  const expired = dice.oneIn(3)
  const responseType = dice.pick([
    undefined,
    undefined,
    'json',
    'text',
    'bytes',
    ...(can('streamed-response') ? (['stream'] as const) : []),
  ] as const)
  // A response that sends one chunk and never ends, which only an abort ends.
  const stalls = responseType === 'stream' && dice.oneIn(4)
  // Nobody listens on port 1.
  const path = stalls ? '/stall?bytes=5000' : dice.oneIn(25) ? 'http://127.0.0.1:1/' : dice.pick(apiPaths)
  return {
    account: { refreshTokens: !dice.oneIn(3) },
    setup: {
      // An error of a request without a token is not ours to conceal, though it shows Node's agent, and so other requests.
      ...(path.startsWith('http') && { origins: 'any' }),
      ...(dice.oneIn(5) && { bareChallenge: 'ignore' }),
      ...(dice.oneIn(6) && { scheme: 'bearer' }),
      ...(dice.oneIn(6) && { shouldRefresh: () => true }),
      ...(dice.oneIn(6) && { proactive: refreshTimer() }),
    },
    settings: {
      ...(can('throwing') && dice.oneIn(3) && { throws: false }),
      ...(can('retries') && dice.oneIn(3) && { retries: 1, retryOn: [401, 500, 503] }),
      ...(can('default-headers') && dice.oneIn(4) && { headers: { 'x-default': 'a' } }),
      ...(can('hooks-before') && dice.oneIn(4) && { hooks: { before: { request: ({ setHeader }) => setHeader('x-hook', 'a') } } }),
    },
    call: {
      method,
      path,
      ...(method !== 'GET' && anyBody(dice)),
      ...(responseType && { responseType }),
      ...(can('timeout') && dice.oneIn(8) && { timeout: 30 }),
      ...(dice.oneIn(8) && { redirect: 'manual' as const }),
    },
    fail: anyFailure(dice),
    abort: dice.oneIn(5) ? dice.pick([dice.upTo(60), 'in flight']) : undefined,
    abortAfter: stalls ? dice.upTo(2) : dice.oneIn(2) ? dice.upTo(4) : undefined,
    expired,
  }
}

function anyBody(dice: Dice): Pick<Call, 'json' | 'body'> {
  switch (dice.upTo(5)) {
    case 0:
      return {}
    case 1:
      return { body: dice.text('abc', 1, 2000) }
    case 2:
      return { body: new URLSearchParams({ a: dice.text('abc', 1, 9) }) }
    case 3:
      return { body: new Uint8Array(dice.upTo(5000)) }
    default:
      return { json: { a: dice.text('abc', 1, 9) } }
  }
}

/** Failures that may tell the secrets back, where a server could. */
function anyFailure(dice: Dice): Situation['fail'] {
  const status = dice.pick([200, 400, 401, 403, 404, 429, 500, 503])
  const kind = dice.upTo(13)
  return async ({ testbed, secrets, hurry }) => {
    const echoed = secrets().join(' ')
    switch (kind) {
      case 0:
        return testbed.failTokenEndpoint({ kind: 'status', status, body: { error: echoed, error_description: echoed, error_uri: echoed } })
      case 1:
        return testbed.failTokenEndpoint({ kind: 'status', status, body: { error: 'invalid_grant', error_description: echoed } })
      case 2:
        return testbed.failTokenEndpoint({ kind: 'text', body: `<html>${echoed}` })
      case 3:
        return testbed.failTokenEndpoint({ kind: 'text', body: `{"access_token":"${echoed}",` })
      case 4:
        return testbed.failTokenEndpoint({
          kind: 'status',
          status: 200,
          body: { access_token: echoed, token_type: echoed, expires_in: echoed },
        })
      case 5:
        return testbed.failTokenEndpoint({ kind: 'reset' })
      case 6:
        hurry()
        return testbed.failTokenEndpoint({ kind: 'hang' })
      case 7:
        return testbed.failApi({ kind: 'reset' })
      case 8:
        return testbed.failApi({ kind: 'status', status: Math.max(status, 400) })
      case 9:
        return testbed.revokeAccessTokens()
      case 10:
        return testbed.failTokenEndpoint({ kind: 'status', status, retryAfter: echoed })
      default:
        return undefined
    }
  }
}
