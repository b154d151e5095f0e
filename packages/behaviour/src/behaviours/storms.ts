import { like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Scene } from '../scene.ts'

export const storms: readonly Behaviour[] = behavioursOf('storms', [
  {
    name: '1,000 requests without a token cost one token request',
    async run(scene) {
      same(await statuses(scene, 1000), Array.from({ length: 1000 }, () => 200))
      await scene.counted({ tokenRequests: 1, apiRequests: 1000, apiOk: 1000, apiUnauthorized: 0 })
      like(scene.events('refresh'), [{ reason: 'missing', waiters: 1000 }])
    },
  },
  {
    name: '100 requests refused at once cost one refresh, and all are answered',
    async run(scene) {
      await scene.revoked()
      await scene.testbed.resetCounts()
      same(await statuses(scene, 100), Array.from({ length: 100 }, () => 200))
      await scene.counted({ tokenRequests: 1, apiRequests: 200, apiOk: 100, apiUnauthorized: 100 })
      same(scene.events('replay').length, 100)
    },
  },
])

/** What `count` requests at once come to. */
async function statuses(scene: Scene, count: number): Promise<(number | undefined)[]> {
  const outcomes = await Promise.all(Array.from({ length: count }, (_, index) => scene.outcome(`/storm/${index}`)))
  return outcomes.map(({ status }) => status)
}
