import type { Coordinator } from '@everbearer/core'
import { type AdapterSide, type KeyBinding, withScheme } from '@everbearer/core/adapter'
import { clientCredentials } from '@everbearer/oauth2'
import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { TestContext } from '../test-context.ts'

/** Name of the request header with a proof, which the scheme of these tests adds beside the header with the token. */
const added = 'x-proof'

/** Behaviours with an additional header of requests and with headers of responses, which key bindings need: RFC 9449. */
export const boundHeaders: readonly Behaviour[] = behavioursOf('credentials', [
  {
    name: 'a second header of a scheme arrives with each attempt, with the value for that attempt',
    async run(context) {
      const client = await context.client({}, proving(context.auth))
      const headers = { 'x-own': 'kept' }
      expectMatch(await context.outcome({ path: '/echo?reject=1', headers }, client), { status: 200 })
      expectMatch(await context.outcome({ path: '/echo', headers }, client), { status: 200 })
      expectEqual(
        (await context.requests()).map(({ headers: sent, tokenNumber }) => [
          sent['authorization'],
          sent[added],
          sent['x-own'],
          tokenNumber,
        ]),
        [
          ['Bearer', 'proof 1 for GET', 'kept', 1],
          ['Bearer', 'proof 2 for GET', 'kept', 2],
          ['Bearer', 'proof 1 for GET', 'kept', 2],
        ],
      )
    },
  },
  {
    name: 'a request without a token gets no second header of a scheme, and a request with an own second header gets no token',
    async run(context) {
      const client = await context.client({}, proving(context.auth))
      expectMatch(await context.outcome({ path: '/open', bearer: false }, client), { status: 200 })
      expectMatch(await context.outcome({ path: '/echo', headers: { [added]: 'own' } }, client), { status: 401 })
      expectEqual(
        (await context.requests()).map(({ headers }) => [headers['authorization'], headers[added]]),
        [
          [undefined, undefined],
          [undefined, 'own'],
        ],
      )
    },
  },
  {
    name: 'a key binding reads a header of each response: of a rejection, of its replay, and of an error',
    async run(context) {
      const seen: (string | null | undefined)[] = []
      const keyBinding = observing((value) => seen.push(value))
      const { tokenEndpoint } = context.testbed
      const auth = context.coordinator({ source: clientCredentials({ tokenEndpoint, ...context.account, keyBinding }) })
      const client = await context.client({}, auth)
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 200 })
      await context.outcome({ path: '/status/404', throws: false }, client)
      expectEqual(
        seen.map((value) => typeof value === 'string' && value !== ''),
        [true, true, true],
      )
    },
  },
])

/** Makes a coordinator whose requests have a header in addition to the token. */
function proving(auth: TestContext['auth']): Coordinator {
  return withScheme(auth, {
    headers: ['Authorization', added],
    headersOf: ({ headers, attempt, method }) => ({ ...headers, [added]: `proof ${attempt} for ${method}` }),
  })
}

/** Makes a key binding that adds no proof and reads the response header Content-Type, which CORS allows every page to read. */
function observing(see: (value: string | null | undefined) => void): KeyBinding<AdapterSide> {
  return {
    scheme: 'Bearer',
    thumbprint: async () => 'no-key',
    bind: (side) =>
      Object.assign(Object.create(side) as AdapterSide, {
        observe: ((_sent, _request, header) => see(header('Content-Type'))) satisfies AdapterSide['observe'],
      }),
    tokenRequest: (_endpoint, send) => send({}),
  }
}
