import { sessionEndpoint } from '@everbearer/core'
import type { ServedRequest } from '@everbearer/testbed/remote'
import { like, same } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { Scene } from '../scene.ts'
import type { ClientSettings } from '../settings.ts'
import { sentNatively, started, times } from './steps.ts'

interface Page {
  readonly auth: Scene['auth']
  readonly client: Client
  /** How often the session endpoint was asked. */
  readonly asked: () => number
}

/** A client that may send without a token, and whose session endpoint responds with `status`. */
async function openPage(scene: Scene, status: number | (() => Promise<number>), settings: Partial<ClientSettings> = {}): Promise<Page> {
  let asked = 0
  const fetch = async (): Promise<Response> => {
    asked++
    return new Response(null, { status: typeof status === 'function' ? await status() : status })
  }
  const auth = scene.coordinator({ source: sessionEndpoint('/session/token', { fetch }), beforeSignIn: 'send-without-token' })
  scene.listen(auth)
  return { auth, client: await scene.client(settings, auth), asked: () => asked }
}

function hasToken({ headers }: ServedRequest): boolean {
  return 'authorization' in headers
}

export const beforeSignIn: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'before any session, requests go out without a token where the coordinator says so, and a 401 is their response',
    async run(scene) {
      const { asked, client } = await openPage(scene, 401)
      like(await Promise.all(times(3, '/open').map(async (path) => scene.outcome(path, client))), times(3, { kind: 'reply', status: 200 }))
      like(await scene.outcome('/echo', client), { status: 401, body: { error: 'unauthorized' } })
      same((await scene.requests()).map(hasToken), times(4, false))
      same(asked(), 1)
      same(scene.events('session-ended'), [])
      same(scene.events('replay'), [])
    },
  },
  {
    name: 'before any session, a request that waited for the answer of the source goes out as it was',
    async run(scene) {
      const call = { method: 'POST', path: '/open', body: 'of nobody', headers: { 'content-type': 'text/plain', 'x-own': 'kept' } }
      const native = await sentNatively(scene, call)
      const { client } = await openPage(scene, 401)
      like(await scene.outcome(call, client), { status: 200 })
      const sent = (await scene.requests())[1]!
      like(sent, { method: native.method, url: native.url, bodySha256: native.bodySha256 })
      same(Object.keys(sent.headers).toSorted(), Object.keys(native.headers).toSorted())
    },
  },
  {
    name: 'a login while a request waits for the answer of the source is what this request is sent with',
    async run(scene) {
      const { accessToken } = await scene.auth.getToken()
      const { promise: status, resolve: answer } = Promise.withResolvers<number>()
      const { promise: isAsked, resolve: ask } = Promise.withResolvers<void>()
      const { auth, client } = await openPage(scene, () => {
        ask()
        return status
      })
      const { outcome } = started(scene, '/echo', client)
      await isAsked
      await auth.setTokens({ access_token: accessToken, expires_in: 300 })
      answer(401)
      like(await outcome, { status: 200 })
      same(
        (await scene.requests()).map(({ tokenNumber }) => tokenNumber),
        [1],
      )
    },
  },
  {
    name: 'after a logout, no request goes out without a token',
    async run(scene) {
      const { accessToken } = await scene.auth.getToken()
      const { auth, client } = await openPage(scene, 401)
      like(await scene.outcome('/open', client), { status: 200 })
      await auth.setTokens({ access_token: accessToken, expires_in: 300 })
      like(await scene.outcome('/echo', client), { status: 200 })
      await auth.clear()
      like(
        await Promise.all(times(2, '/open').map(async (path) => scene.outcome(path, client))),
        times(2, { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }),
      )
      same((await scene.requests()).map(hasToken), [false, true])
    },
  },
  {
    name: 'while the token endpoint is down, no request goes out without a token',
    async run(scene) {
      const { client } = await openPage(scene, 503)
      like(
        await Promise.all(times(2, '/open').map(async (path) => scene.outcome(path, client))),
        times(2, { kind: 'everbearer', code: 'ERR_TOKEN_UNAVAILABLE' }),
      )
      await scene.counted({ apiRequests: 0 })
    },
  },
  {
    name: 'before any session, the retries of the client’s own go out without a token, too',
    needs: ['retries'],
    async run(scene) {
      const { asked, client } = await openPage(scene, 401)
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome({ path: '/open', retries: 1 }, client), { status: 200 })
      same((await scene.requests()).map(hasToken), [false, false])
      same(asked(), 1)
    },
  },
]
