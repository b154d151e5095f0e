import { sessionEndpoint, type TokenSourceFunction } from '@everbearer/core'
import { expectEqual, expectMatch } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import { times } from './steps.ts'

const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }

interface EndingSource {
  readonly client: Client
  /** Returns the number of token requests that the client's session endpoint (of the page's own server) has received. */
  readonly asked: () => number
}

/** Makes a client whose session endpoint gives a token `tokens` times, and then responds that nobody is signed in. */
async function signedInFor(tokens: number, context: TestContext): Promise<EndingSource> {
  let asked = 0
  const fetch = async (): Promise<Response> => {
    if (++asked > tokens) return new Response(null, { status: 401 })
    // React Native has no `Response.json`.
    return new Response(JSON.stringify({ access_token: (await context.auth.getToken()).accessToken, expires_in: 300 }))
  }
  const auth = context.coordinator({ source: sessionEndpoint('/session/token', { fetch }) })
  context.listen(auth)
  return { client: await context.client({}, auth), asked: () => asked }
}

export const sourceEnds: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'a source that returns the Response of its fetch serves as well',
    async run(context) {
      const { clientId, clientSecret } = context.account
      const source: TokenSourceFunction = ({ signal }) => {
        const body = String(new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }))
        return fetch(context.testbed.tokenEndpoint, {
          method: 'POST',
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
          body,
          signal,
        })
      }
      const client = await context.client({}, context.coordinator({ source }))
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 200 })
      await context.expectCounts({ tokenRequests: 2, tokenResponses: 2, apiRequests: 2 })
    },
  },
  {
    name: 'once a session endpoint says that nobody is signed in, requests fail with an error of ours, and none is sent',
    async run(context) {
      const { client, asked } = await signedInFor(0, context)
      expectMatch(await Promise.all(times(3, '/echo').map(async (path) => context.outcome(path, client))), times(3, ended))
      context.elapse(3_600_000)
      expectMatch(await context.outcome('/echo', client), ended)
      expectEqual(asked(), 1)
      expectEqual(context.events('session-ended'), [{ reason: 'not-signed-in' }])
      await context.expectCounts({ apiRequests: 0 })
    },
  },
  {
    name: 'a refused request whose session endpoint then says that nobody is signed in gets its 401, and the next one an error of ours',
    async run(context) {
      const { client, asked } = await signedInFor(1, context)
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 401, body: { error: 'invalid_token' } })
      expectMatch(await context.outcome('/echo', client), ended)
      expectEqual(asked(), 2)
      expectEqual(context.events('session-ended'), [{ reason: 'no-grant' }])
      await context.expectCounts({ apiRequests: 1 })
    },
  },
  {
    name: 'the retries of the client’s own ask a session endpoint no more once its session has ended',
    needs: ['retries'],
    async run(context) {
      const { client, asked } = await signedInFor(0, context)
      expectMatch(await context.outcome({ path: '/echo', retries: 2 }, client), ended)
      expectEqual(asked(), 1)
      await context.expectCounts({ apiRequests: 0 })
    },
  },
]
