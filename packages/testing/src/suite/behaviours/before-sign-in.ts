import { sessionEndpoint } from '@everbearer/core'
import type { ServedRequest } from '../../server/remote.ts'
import { expectEqual, expectMatch } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import type { ClientSettings } from '../settings.ts'
import { sentNatively, started, times } from './steps.ts'

interface Page {
  readonly auth: TestContext['auth']
  readonly client: Client
  /** Returns the number of token requests that the client's session endpoint (of the page's own server) has received. */
  readonly asked: () => number
}

/** Makes a client that may send without a token. Its session endpoint responds with `status`. */
async function openPage(
  context: TestContext,
  status: number | (() => Promise<number>),
  settings: Partial<ClientSettings> = {},
): Promise<Page> {
  let asked = 0
  const fetch = async (): Promise<Response> => {
    asked++
    return new Response(null, { status: typeof status === 'function' ? await status() : status })
  }
  const auth = context.coordinator({ source: sessionEndpoint('/session/token', { fetch }), beforeSignIn: 'send-without-token' })
  context.listen(auth)
  return { auth, client: await context.client(settings, auth), asked: () => asked }
}

function hasToken({ headers }: ServedRequest): boolean {
  return 'authorization' in headers
}

export const beforeSignIn: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'before any session, requests go out without a token where the coordinator says so, and a 401 is their response',
    async run(context) {
      const { asked, client } = await openPage(context, 401)
      expectMatch(
        await Promise.all(times(3, '/open').map(async (path) => context.outcome(path, client))),
        times(3, { kind: 'reply', status: 200 }),
      )
      expectMatch(await context.outcome('/echo', client), { status: 401, body: { error: 'unauthorized' } })
      expectEqual((await context.requests()).map(hasToken), times(4, false))
      expectEqual(asked(), 1)
      expectEqual(context.events('session-ended'), [])
      expectEqual(context.events('replay'), [])
    },
  },
  {
    name: 'before any session, a request that waited for the answer of the source goes out as it was',
    async run(context) {
      const call = { method: 'POST', path: '/open', body: 'of nobody', headers: { 'content-type': 'text/plain', 'x-own': 'kept' } }
      const native = await sentNatively(context, call)
      const { client } = await openPage(context, 401)
      expectMatch(await context.outcome(call, client), { status: 200 })
      const sent = (await context.requests())[1]!
      expectMatch(sent, { method: native.method, url: native.url, bodySha256: native.bodySha256 })
      expectEqual(Object.keys(sent.headers).toSorted(), Object.keys(native.headers).toSorted())
    },
  },
  {
    name: 'a login while a request waits for the answer of the source is what this request is sent with',
    async run(context) {
      const { accessToken } = await context.auth.getToken()
      const { promise: status, resolve: answer } = Promise.withResolvers<number>()
      const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>()
      const { auth, client } = await openPage(context, () => {
        ask()
        return status
      })
      const { outcome } = started(context, '/echo', client)
      await isAsked
      await auth.setTokens({ access_token: accessToken, expires_in: 300 })
      answer(401)
      expectMatch(await outcome, { status: 200 })
      expectEqual(
        (await context.requests()).map(({ tokenNumber }) => tokenNumber),
        [1],
      )
    },
  },
  {
    name: 'after a logout, no request goes out without a token',
    async run(context) {
      const { accessToken } = await context.auth.getToken()
      const { auth, client } = await openPage(context, 401)
      expectMatch(await context.outcome('/open', client), { status: 200 })
      await auth.setTokens({ access_token: accessToken, expires_in: 300 })
      expectMatch(await context.outcome('/echo', client), { status: 200 })
      await auth.clear()
      expectMatch(
        await Promise.all(times(2, '/open').map(async (path) => context.outcome(path, client))),
        times(2, { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }),
      )
      expectEqual((await context.requests()).map(hasToken), [false, true])
    },
  },
  {
    name: 'while the token endpoint is down, no request goes out without a token',
    async run(context) {
      const { client } = await openPage(context, 503)
      expectMatch(
        await Promise.all(times(2, '/open').map(async (path) => context.outcome(path, client))),
        times(2, { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' }),
      )
      await context.expectCounts({ apiRequests: 0 })
    },
  },
  {
    name: 'before any session, the retries of the client’s own go out without a token, too',
    needs: ['retries'],
    async run(context) {
      const { asked, client } = await openPage(context, 401)
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome({ path: '/open', retries: 1 }, client), { status: 200 })
      expectEqual((await context.requests()).map(hasToken), [false, false])
      expectEqual(asked(), 1)
    },
  },
]
