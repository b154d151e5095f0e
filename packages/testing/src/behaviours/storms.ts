import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Scene } from '../scene.ts'
import { due, times } from './steps.ts'

export const storms: readonly Behaviour[] = behavioursOf('storms', [
  {
    name: '1,000 requests without a token cost one token request',
    alone: true,
    async run(scene) {
      same(await statuses(scene, 1000), times(1000, 200))
      await scene.counted({ tokenRequests: 1, apiRequests: 1000, apiOk: 1000, apiUnauthorized: 0 })
      like(scene.events('refresh'), [{ reason: 'missing', waiters: 1000 }])
    },
  },
  {
    name: '100 requests refused at once cost one refresh, and all are answered',
    async run(scene) {
      await scene.revoked()
      await scene.testbed.resetCounts()
      same(await statuses(scene, 100), times(100, 200))
      await scene.counted({ tokenRequests: 1, apiRequests: 200, apiOk: 100, apiUnauthorized: 100 })
      same(scene.events('replay').length, 100)
    },
  },
  {
    name: 'a 401 that comes late, when another request has refreshed already, costs no refresh',
    async run(scene) {
      await scene.warm()
      const letGo = await scene.testbed.failApi({ kind: 'hold' }, { path: '/late', times: 1 })
      const late = scene.outcome('/late')
      await scene.reached({ apiRequests: 2 })
      await scene.testbed.revokeAccessTokens()
      same((await scene.send('/early')).status, 200)
      await letGo()
      like(await late, { status: 200 })
      await scene.counted({ tokenRequests: 2, apiUnauthorized: 2, apiRequests: 5 })
      same(
        (await scene.requests()).filter(({ url }) => url === '/late').map(({ tokenNumber }) => tokenNumber),
        [1, 2],
      )
    },
  },
  {
    name: '5 late 401s, each after the one before was replayed and answered, cost one refresh',
    async run(scene) {
      await scene.warm()
      // Browsers have six connections to an origin, and one has to be free.
      const paths = Array.from({ length: 5 }, (_, index) => `/late/${index}`)
      const gates = await Promise.all(paths.map((path) => scene.testbed.failApi({ kind: 'hold' }, { path, times: 1 })))
      const late = paths.map((path) => scene.outcome(path))
      await scene.reached({ apiRequests: 6 })
      await scene.testbed.revokeAccessTokens()
      for (const [index, letGo] of gates.entries()) {
        await letGo()
        like(await late[index], { status: 200 })
      }
      await scene.counted({ tokenRequests: 2, apiRequests: 11, apiUnauthorized: 5, apiOk: 6 })
    },
  },
  {
    name: '20 staggered 401s of one stale token cost one refresh',
    async run(scene) {
      await scene.revoked()
      const late = Array.from({ length: 20 }, (_, index) => scene.outcome(`/late/${index}?delay=${index * 5}`))
      same(
        (await Promise.all(late)).map(({ status }) => status),
        times(20, 200),
      )
      await scene.counted({ tokenRequests: 2, apiRequests: 41, apiUnauthorized: 20 })
      like(scene.events('replay'), times(20, { from: 1, generation: 2 }))
    },
  },
  {
    name: '401s that carry tokens of three generations cost one refresh for each revocation',
    async run(scene) {
      for (let round = 0; round < 3; round++) {
        same((await scene.outcome(`/first/${round}`)).status, 200)
        await scene.testbed.revokeAccessTokens()
        same(await statuses(scene, 10), times(10, 200))
      }
      await scene.counted({ tokenRequests: 4, apiUnauthorized: 30 })
    },
  },
  {
    name: 'while a due token is refreshed slowly, 50 requests are served with the old one',
    async run(scene) {
      await scene.warm()
      const open = await scene.holdTokens()
      scene.elapse(due)
      same(await statuses(scene, 50), times(50, 200))
      await scene.reached({ tokenRequests: 2 })
      await scene.counted({ tokenRequests: 2, tokenAnswers: 1, apiOk: 51 })
      await open()
      await scene.told('refresh', 2)
      await scene.counted({ tokenRequests: 2 })
    },
  },
  {
    name: 'if the one refresh fails, each of 30 refused requests gets its own 401',
    // On a busy machine the 30 may take longer than the shortest rest.
    given: () => ({ coordinator: { cooldown: { min: 60_000 } } }),
    async run(scene) {
      await scene.revoked()
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
      same(await statuses(scene, 30), times(30, 401))
      await scene.counted({ tokenRequests: 2, apiRequests: 31 })
    },
  },
  {
    name: 'if no token can be got, each of 10 waiting requests gets an error of its own',
    given: () => ({ coordinator: { cooldown: { min: 60_000 } } }),
    async run(scene) {
      await scene.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_client' } })
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => scene.outcome('/echo')))
      like(outcomes, times(10, { kind: 'everbearer', code: 'ERR_CREDENTIALS_REJECTED' }))
      check(new Set(outcomes.map(({ native }) => native)).size === 10, 'several got the same error object')
      await scene.counted({ tokenRequests: 1, apiRequests: 0 })
    },
  },
])

/** What `count` requests at once come to. */
async function statuses(scene: Scene, count: number): Promise<(number | undefined)[]> {
  const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => scene.outcome(`/storm/${index}`)))
  return outcomes.map(({ status }) => status)
}
