import { clientCredentials } from '@everbearer/oauth2'
import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Coordinator } from '@everbearer/core'
import type { RegisteredClient } from '@everbearer/testbed/remote'
import type { Scene } from '../scene.ts'
import { refusedOnce, times } from './steps.ts'

export const clients: readonly Behaviour[] = behavioursOf('clients', [
  {
    name: 'several clients share one token and one refresh',
    async run(scene) {
      const all = await Promise.all(times(5, undefined).map(() => scene.client()))
      const each = async (path: string): Promise<unknown[]> =>
        (await Promise.all(all.map((client) => scene.outcome(path, client)))).map(({ status }) => status)
      same(await each('/cold'), times(5, 200))
      await scene.testbed.revokeAccessTokens()
      same(await each('/hot'), times(5, 200))
      await scene.counted({ tokenRequests: 2, apiUnauthorized: 5 })
    },
  },
  {
    name: 'a client without us stays without a token',
    async run(scene) {
      await scene.warm()
      like(await scene.outcome('/open', await scene.bare()), { status: 200, body: { authorization: null } })
    },
  },
  {
    name: 'a client wrapped twice sends one token and is replayed once',
    async run(scene) {
      const client = await scene.client({ alsoFor: scene.auth })
      await refusedOnce(scene, { path: '/echo' }, client)
      like(await scene.outcome('/echo?reject=always', client), { status: 401 })
      await scene.counted({ apiRequests: 4 })
    },
  },
  {
    name: 'a client wrapped for two sessions sends each its own token',
    async run(scene) {
      const second = await scene.elsewhere()
      const account = await second.registerClient()
      const client = await scene.client({ alsoFor: coordinatorFor(scene, account, second) })
      like(await scene.outcome('/echo?reject=1', client), { status: 200 })
      like(await scene.outcome(`${second.api}/echo?reject=1`, client), { status: 200 })
      same(
        (await second.requests()).map(({ clientId }) => clientId),
        times(2, account.clientId),
      )
      same(
        (await scene.requests()).map(({ clientId }) => clientId),
        times(2, scene.account.clientId),
      )
      same([(await scene.testbed.counts()).tokenRequests, (await second.counts()).tokenRequests], [2, 2])
    },
  },
  {
    name: 'two accounts at once get each its own token',
    async run(scene) {
      const account = await scene.testbed.registerClient()
      const client = await scene.client({}, coordinatorFor(scene, account, scene.testbed))
      const [one, two] = await Promise.all([scene.outcome('/one'), scene.outcome('/two', client)])
      same([one.status, two.status], [200, 200])
      const owners = Object.fromEntries((await scene.requests()).map(({ url, clientId }) => [url, clientId]))
      same(owners, { '/one': scene.account.clientId, '/two': account.clientId })
    },
  },
  {
    name: 'the token that requests carry is the one that the coordinator gives',
    async run(scene) {
      const { accessToken } = await scene.auth.getToken()
      await scene.warm()
      same([accessToken], scene.secrets().slice(1))
      await scene.counted({ tokenRequests: 1 })
    },
  },
  {
    name: "the caller's own transport sends each attempt, and sees each answer",
    needs: ['transport'],
    async run(scene) {
      const seen: unknown[] = []
      const client = await scene.client({
        transport: { sending: (url) => void seen.push(new URL(url).pathname), answered: (status) => void seen.push(status) },
      })
      await refusedOnce(scene, { path: '/echo' }, client)
      same(seen, ['/echo', 401, '/echo', 200])
    },
  },
  {
    name: "an error of the caller's own transport reaches the caller, and nothing is refreshed",
    needs: ['transport'],
    async run(scene) {
      const mine = new RangeError('mine')
      const client = await scene.client({
        transport: {
          sending() {
            throw mine
          },
        },
      })
      const { native } = await scene.outcome('/echo', client)
      check(native === mine || (native as Error).cause === mine || (native as Error).message.includes('mine'), 'it is another error')
      await scene.counted({ tokenRequests: 1, apiRequests: 0 })
    },
  },
  {
    name: "the platform's fetch is used as it is at the time, patched after the client was wrapped",
    needs: ['platform-fetch'],
    alone: true,
    async run(scene) {
      await scene.warm()
      const platform = globalThis.fetch
      let calls = 0
      globalThis.fetch = (...given: Parameters<typeof fetch>) => {
        calls++
        return platform(...given)
      }
      try {
        like(await scene.outcome('/echo?reject=1'), { status: 200 })
      } finally {
        globalThis.fetch = platform
      }
      // Two attempts, and the token request between them.
      same(calls, 3)
    },
  },
  {
    name: 'msw in front sees the token, and its 401 is refreshed for',
    needs: ['msw'],
    alone: true,
    async run(scene) {
      const seen: (string | null)[] = []
      const restore = await scene.platform?.mock?.(scene.url('/mocked'), (authorization) => {
        seen.push(authorization)
        return seen.length === 1 ? { status: 401, json: {} } : { status: 200, json: { mocked: true } }
      })
      check(restore !== undefined, 'this platform has no msw')
      try {
        like(await scene.outcome('/mocked'), { status: 200, body: { mocked: true } })
      } finally {
        restore()
      }
      same(
        seen,
        scene
          .secrets()
          .slice(1)
          .map((token) => `Bearer ${token}`),
      )
      await scene.counted({ tokenRequests: 2, apiRequests: 0 })
    },
  },
])

function coordinatorFor(
  scene: Scene,
  account: RegisteredClient,
  { tokenEndpoint, api }: { readonly tokenEndpoint: string; readonly api: string },
): Coordinator {
  return scene.coordinator({ source: clientCredentials({ tokenEndpoint, ...account }), origins: [new URL(api).origin] })
}
