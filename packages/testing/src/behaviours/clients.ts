import { clientCredentials } from '@everbearer/oauth2'
import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour } from '../behaviour.ts'
import type { Coordinator } from '@everbearer/core'
import type { RegisteredClient } from '@everbearer/testbed/remote'
import type { Call } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import { rejectedOnce, times } from './steps.ts'

export const clients: readonly Behaviour[] = behavioursOf('clients', [
  {
    name: 'several clients share one token and one refresh',
    async run(context) {
      const all = await Promise.all(times(5, undefined).map(() => context.client()))
      const each = async (path: string): Promise<unknown[]> =>
        (await Promise.all(all.map((client) => context.outcome(path, client)))).map(({ status }) => status)
      expectEqual(await each('/cold'), times(5, 200))
      await context.testbed.revokeAccessTokens()
      expectEqual(await each('/hot'), times(5, 200))
      await context.expectCounts({ tokenRequests: 2, apiUnauthorized: 5 })
    },
  },
  {
    name: 'a client without us stays without a token',
    async run(context) {
      await context.warm()
      expectMatch(await context.outcome('/open', await context.bare()), { status: 200, body: { authorization: null } })
    },
  },
  {
    name: 'a client wrapped twice sends one token and is replayed once',
    async run(context) {
      const client = await context.client({ alsoFor: context.auth })
      await rejectedOnce(context, { path: '/echo' }, client)
      expectMatch(await context.outcome('/echo?reject=always', client), { status: 401 })
      await context.expectCounts({ apiRequests: 4 })
    },
  },
  {
    name: 'a client wrapped for two sessions sends each its own token',
    async run(context) {
      const second = await context.elsewhere()
      const account = await second.registerClient()
      const client = await context.client({ alsoFor: coordinatorFor(context, account, second) })
      expectMatch(await context.outcome('/echo?reject=1', client), { status: 200 })
      expectMatch(await context.outcome(`${second.api}/echo?reject=1`, client), { status: 200 })
      expectEqual(
        (await second.requests()).map(({ clientId }) => clientId),
        times(2, account.clientId),
      )
      expectEqual(
        (await context.requests()).map(({ clientId }) => clientId),
        times(2, context.account.clientId),
      )
      expectEqual([(await context.testbed.counts()).tokenRequests, (await second.counts()).tokenRequests], [2, 2])
    },
  },
  {
    name: 'two accounts at once get each its own token',
    async run(context) {
      const account = await context.testbed.registerClient()
      const client = await context.client({}, coordinatorFor(context, account, context.testbed))
      const [one, two] = await Promise.all([context.outcome('/one'), context.outcome('/two', client)])
      expectEqual([one.status, two.status], [200, 200])
      const owners = Object.fromEntries((await context.requests()).map(({ url, clientId }) => [url, clientId]))
      expectEqual(owners, { '/one': context.account.clientId, '/two': account.clientId })
    },
  },
  {
    name: 'a request whose `bearer` is another coordinator carries its token, and is replayed with its next one',
    async run(context) {
      const account = await context.testbed.registerClient()
      const other = coordinatorFor(context, account, context.testbed)
      await context.warm()
      expectMatch(await context.outcome({ path: '/other?reject=1', bearer: other }), { status: 200 })
      expectMatch(await context.outcome('/own'), { status: 200 })
      const own = context.account.clientId
      expectEqual(
        (await context.requests()).map(({ clientId }) => clientId),
        [own, account.clientId, account.clientId, own],
      )
      await context.expectCounts({ tokenRequests: 3 })
    },
  },
  {
    name: 'a retry of the client’s own, of a request whose `bearer` is another coordinator, does not go out in the session of the next user',
    needs: ['retries'],
    async run(context) {
      const other = coordinatorFor(context, await context.testbed.registerClient(), context.testbed)
      await other.getToken()
      const onRetry = (): void => {
        void other.clear()
        void other.setTokens({ access_token: 'of-the-next-user', expires_in: 300 })
      }
      const client = await context.client({ retries: 1, onRetry })
      await context.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
      const call: Call = { method: 'PUT', path: '/echo', body: 'of-the-first-user', bearer: other }
      expectMatch(await context.outcome(call, client), { kind: 'everbearer', code: 'ERR_SESSION_ENDED' })
      await context.expectCounts({ apiRequests: 1 })
    },
  },
  {
    name: 'the token that requests carry is the one that the coordinator gives',
    async run(context) {
      const { accessToken } = await context.auth.getToken()
      await context.warm()
      expectEqual([accessToken], context.secrets().slice(1))
      await context.expectCounts({ tokenRequests: 1 })
    },
  },
  {
    name: "the caller's own transport sends each attempt, and sees each answer",
    needs: ['transport'],
    async run(context) {
      const seen: unknown[] = []
      const client = await context.client({
        transport: { sending: (url) => void seen.push(new URL(url).pathname), received: (status) => void seen.push(status) },
      })
      await rejectedOnce(context, { path: '/echo' }, client)
      expectEqual(seen, ['/echo', 401, '/echo', 200])
    },
  },
  {
    name: "an error of the caller's own transport reaches the caller, and nothing is refreshed",
    needs: ['transport'],
    async run(context) {
      const mine = new RangeError('mine')
      const client = await context.client({
        transport: {
          sending() {
            throw mine
          },
        },
      })
      const { native } = await context.outcome('/echo', client)
      check(native === mine || (native as Error).cause === mine || (native as Error).message.includes('mine'), 'it is another error')
      await context.expectCounts({ tokenRequests: 1, apiRequests: 0 })
    },
  },
  {
    name: "the platform's fetch is used as it is at the time, patched after the client was wrapped",
    needs: ['platform-fetch'],
    alone: true,
    async run(context) {
      await context.warm()
      const platform = globalThis.fetch
      let calls = 0
      globalThis.fetch = (...args: Parameters<typeof fetch>) => {
        calls++
        return platform(...args)
      }
      try {
        expectMatch(await context.outcome('/echo?reject=1'), { status: 200 })
      } finally {
        globalThis.fetch = platform
      }
      // Two attempts, and the token request between them.
      expectEqual(calls, 3)
    },
  },
  {
    name: 'msw in front sees the token, and its 401 is refreshed for',
    needs: ['msw'],
    alone: true,
    async run(context) {
      const seen: (string | null)[] = []
      const restore = await context.platform?.mock?.(context.url('/mocked'), (authorization) => {
        seen.push(authorization)
        return seen.length === 1 ? { status: 401, json: {} } : { status: 200, json: { mocked: true } }
      })
      check(restore !== undefined, 'this platform has no msw')
      try {
        expectMatch(await context.outcome('/mocked'), { status: 200, body: { mocked: true } })
      } finally {
        restore()
      }
      expectEqual(
        seen,
        context
          .secrets()
          .slice(1)
          .map((token) => `Bearer ${token}`),
      )
      await context.expectCounts({ tokenRequests: 2, apiRequests: 0 })
    },
  },
])

function coordinatorFor(
  context: TestContext,
  account: RegisteredClient,
  { tokenEndpoint, api }: { readonly tokenEndpoint: string; readonly api: string },
): Coordinator {
  return context.coordinator({ source: clientCredentials({ tokenEndpoint, ...account }), origins: [new URL(api).origin] })
}
