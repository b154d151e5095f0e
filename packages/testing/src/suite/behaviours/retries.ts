import { expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import { sha256 } from '../bytes.ts'
import type { TestContext } from '../test-context.ts'
import { expired, times } from './steps.ts'

export const retries: readonly Behaviour[] = behavioursOf('retries', [
  {
    name: "the replay of a 401 after a retry leaves the caller's retries unspent",
    needs: ['retries'],
    async run(context) {
      const onRetry = counter()
      const client = await context.client({ retries: 1, onRetry: onRetry.count })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 200 })
      expectEqual(await attempts(context), [
        [503, 1],
        [401, 1],
        [200, 2],
      ])
      expectEqual([onRetry.calls(), (await context.testbed.counts()).tokenRequests], [1, 2])
    },
  },
  {
    name: "a 503 to the replay is retried by the caller's own budget",
    needs: ['retries'],
    async run(context) {
      const onRetry = counter()
      const client = await context.client({ retries: 1, onRetry: onRetry.count })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { after: 1, times: 1 })
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 200 })
      expectEqual(await attempts(context), [
        [401, 1],
        [503, 2],
        [200, 2],
      ])
      expectEqual(onRetry.calls(), 1)
    },
  },
  {
    name: 'a replay counts as no retry, and retries end where they would without us',
    needs: ['retries'],
    async run(context) {
      const onRetry = counter()
      const client = await context.client({ retries: 2, onRetry: onRetry.count })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { after: 1 })
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 503 })
      expectEqual(await attempts(context), [
        [401, 1],
        [503, 2],
        [503, 2],
        [503, 2],
      ])
      expectEqual(onRetry.calls(), 2)
    },
  },
  {
    name: 'a request is replayed where its caller retries nothing',
    needs: ['retries'],
    async run(context) {
      const client = await context.client({ retries: 0 })
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 200 })
      expectMatch(await context.outcome({ path: '/echo?reject=1&n=2', retries: 0 }, client), { status: 200 })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome('/echo', client), { status: 503 })
      await context.expectCounts({ apiRequests: 5 })
    },
  },
  {
    name: "a caller's own retry after a 401 carries the newest token",
    needs: ['retries'],
    async run(context) {
      const client = await context.client({ retries: 2, retryOn: [401] })
      expectMatch(await context.outcome('/echo?reject=2', client), { status: 200 })
      expectEqual(await attempts(context), [
        [401, 1],
        [401, 2],
        [200, 2],
      ])
      await context.expectCounts({ tokenRequests: 2 })
    },
  },
  {
    name: 'a retry after the token expired carries a new one',
    needs: ['retries'],
    async run(context) {
      const client = await context.client({ retries: 1, onRetry: () => context.elapse(expired) })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome('/echo', client), { status: 200 })
      expectEqual(await attempts(context), [
        [503, 1],
        [200, 2],
      ])
    },
  },
  {
    name: 'a token that is revoked between two retries is refreshed for the second',
    needs: ['retries'],
    async run(context) {
      const client = await context.client({ retries: 1 })
      await context.revoked()
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome('/echo', client), { status: 200 })
      expectEqual((await attempts(context)).slice(1), [
        [503, 1],
        [401, 1],
        [200, 2],
      ])
    },
  },
  {
    name: 'every retry and replay carries the same body',
    needs: ['retries'],
    async run(context) {
      const client = await context.client({ retries: 1 })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      expectMatch(await context.outcome({ method: 'PUT', path: '/echo?reject=1', json: { a: 'ä' } }, client), { status: 200 })
      const hash = await sha256('{"a":"ä"}')
      expectEqual(
        (await context.requests()).map(({ bodySha256 }) => bodySha256),
        times(3, hash),
      )
    },
  },
])

/** Returns the status of each attempt, and the number of its token: 1 for the first token that the client got. */
async function attempts(context: TestContext): Promise<unknown[]> {
  return (await context.requests()).map(({ status, tokenNumber }) => [status, tokenNumber])
}

function counter(): { readonly count: () => void; readonly calls: () => number } {
  let calls = 0
  return { count: () => void calls++, calls: () => calls }
}
