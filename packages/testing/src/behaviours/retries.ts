import { like, same } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { sha256 } from '../bytes.ts'
import type { Scene } from '../scene.ts'
import { expired, times } from './steps.ts'

export const retries: readonly Behaviour[] = behavioursOf('retries', [
  {
    name: "the replay of a 401 after a retry leaves the caller's retries unspent",
    needs: ['retries'],
    async run(scene) {
      const onRetry = counter()
      const client = await scene.client({ retries: 1, onRetry: onRetry.count })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome('/echo?reject=1', client), { status: 200 })
      same(await attempts(scene), [
        [503, 1],
        [401, 1],
        [200, 2],
      ])
      same([onRetry.calls(), (await scene.testbed.counts()).tokenRequests], [1, 2])
    },
  },
  {
    name: "a 503 to the replay is retried by the caller's own budget",
    needs: ['retries'],
    async run(scene) {
      const onRetry = counter()
      const client = await scene.client({ retries: 1, onRetry: onRetry.count })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { after: 1, times: 1 })
      like(await scene.outcome('/echo?reject=1', client), { status: 200 })
      same(await attempts(scene), [
        [401, 1],
        [503, 2],
        [200, 2],
      ])
      same(onRetry.calls(), 1)
    },
  },
  {
    name: 'a replay counts as no retry, and retries end where they would without us',
    needs: ['retries'],
    async run(scene) {
      const onRetry = counter()
      const client = await scene.client({ retries: 2, onRetry: onRetry.count })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { after: 1 })
      like(await scene.outcome('/echo?reject=1', client), { status: 503 })
      same(await attempts(scene), [
        [401, 1],
        [503, 2],
        [503, 2],
        [503, 2],
      ])
      same(onRetry.calls(), 2)
    },
  },
  {
    name: 'a request is replayed where its caller retries nothing',
    needs: ['retries'],
    async run(scene) {
      const client = await scene.client({ retries: 0 })
      like(await scene.outcome('/echo?reject=1', client), { status: 200 })
      like(await scene.outcome({ path: '/echo?reject=1&n=2', retries: 0 }, client), { status: 200 })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome('/echo', client), { status: 503 })
      await scene.counted({ apiRequests: 5 })
    },
  },
  {
    name: "a caller's own retry after a 401 carries the newest token",
    needs: ['retries'],
    async run(scene) {
      const client = await scene.client({ retries: 2, retryOn: [401] })
      like(await scene.outcome('/echo?reject=2', client), { status: 200 })
      same(await attempts(scene), [
        [401, 1],
        [401, 2],
        [200, 2],
      ])
      await scene.counted({ tokenRequests: 2 })
    },
  },
  {
    name: 'a retry after the token expired carries a new one',
    needs: ['retries'],
    async run(scene) {
      const client = await scene.client({ retries: 1, onRetry: () => scene.elapse(expired) })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome('/echo', client), { status: 200 })
      same(await attempts(scene), [
        [503, 1],
        [200, 2],
      ])
    },
  },
  {
    name: 'a token that is revoked between two retries is refreshed for the second',
    needs: ['retries'],
    async run(scene) {
      const client = await scene.client({ retries: 1 })
      await scene.revoked()
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome('/echo', client), { status: 200 })
      same((await attempts(scene)).slice(1), [
        [503, 1],
        [401, 1],
        [200, 2],
      ])
    },
  },
  {
    name: 'every retry and replay carries the same body',
    needs: ['retries'],
    async run(scene) {
      const client = await scene.client({ retries: 1 })
      await scene.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      like(await scene.outcome({ method: 'PUT', path: '/echo?reject=1', json: { a: 'ä' } }, client), { status: 200 })
      const hash = await sha256('{"a":"ä"}')
      same(
        (await scene.requests()).map(({ bodySha256 }) => bodySha256),
        times(3, hash),
      )
    },
  },
])

/** Status and number of the token of each attempt. */
async function attempts(scene: Scene): Promise<unknown[]> {
  return (await scene.requests()).map(({ status, tokenNumber }) => [status, tokenNumber])
}

function counter(): { readonly count: () => void; readonly calls: () => number } {
  let calls = 0
  return { count: () => void calls++, calls: () => calls }
}
