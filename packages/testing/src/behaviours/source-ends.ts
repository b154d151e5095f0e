import { sessionEndpoint, type TokenSourceFunction } from '@everbearer/core'
import { like, same } from '../assert.ts'
import type { Behaviour } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { Scene } from '../scene.ts'
import { times } from './steps.ts'

const ended = { kind: 'everbearer', code: 'ERR_SESSION_ENDED' }

interface EndingSource {
  readonly client: Client
  /** How often the endpoint was asked. */
  readonly asked: () => number
}

/** A client whose session endpoint gives `tokens` tokens, and then says that nobody is signed in. */
async function signedInFor(tokens: number, scene: Scene): Promise<EndingSource> {
  let asked = 0
  const fetch = async (): Promise<Response> => {
    if (++asked > tokens) return new Response(null, { status: 401 })
    return Response.json({ access_token: (await scene.auth.getToken()).accessToken, expires_in: 300 })
  }
  const auth = scene.coordinator({ source: sessionEndpoint('/session/token', { fetch }) })
  scene.listen(auth)
  return { client: await scene.client({}, auth), asked: () => asked }
}

export const sourceEnds: readonly Omit<Behaviour, 'theme'>[] = [
  {
    name: 'a source that returns the Response of its fetch serves as well',
    async run(scene) {
      const { clientId, clientSecret } = scene.account
      const source: TokenSourceFunction = ({ signal }) => {
        const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
        return fetch(scene.testbed.tokenEndpoint, { method: 'POST', body, signal })
      }
      const client = await scene.client({}, scene.coordinator({ source }))
      like(await scene.outcome('/echo?reject=1', client), { status: 200 })
      await scene.counted({ tokenRequests: 2, tokenAnswers: 2, apiRequests: 2 })
    },
  },
  {
    name: 'once a session endpoint says that nobody is signed in, requests fail with an error of ours, and none is sent',
    async run(scene) {
      const { client, asked } = await signedInFor(0, scene)
      like(await Promise.all(times(3, '/echo').map(async (path) => scene.outcome(path, client))), times(3, ended))
      scene.elapse(3_600_000)
      like(await scene.outcome('/echo', client), ended)
      same(asked(), 1)
      same(scene.events('session-ended'), [{ reason: 'not-signed-in' }])
      await scene.counted({ apiRequests: 0 })
    },
  },
  {
    name: 'a refused request whose session endpoint then says that nobody is signed in gets its 401, and the next one an error of ours',
    async run(scene) {
      const { client, asked } = await signedInFor(1, scene)
      like(await scene.outcome('/echo?reject=1', client), { status: 401, body: { error: 'invalid_token' } })
      like(await scene.outcome('/echo', client), ended)
      same(asked(), 2)
      same(scene.events('session-ended'), [{ reason: 'no-grant' }])
      await scene.counted({ apiRequests: 1 })
    },
  },
  {
    name: 'the retries of the client’s own ask a session endpoint no more once its session has ended',
    needs: ['retries'],
    async run(scene) {
      const { client, asked } = await signedInFor(0, scene)
      like(await scene.outcome({ path: '/echo', retries: 2 }, client), ended)
      same(asked(), 1)
      await scene.counted({ apiRequests: 0 })
    },
  },
]
