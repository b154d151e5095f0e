import { type Coordinator, createCoordinatorPool } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import type { RegisteredClient } from '../../server/remote.ts'
import { expectEqual, expectMatch } from '../assert.ts'
import { type Behaviour, behavioursOf } from '../behaviour.ts'
import type { Call } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import { times } from './steps.ts'

export const accounts: readonly Behaviour[] = behavioursOf('clients', [
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
    name: 'a request of a client for a pool that names no coordinator fails at once, and is not sent',
    async run(context) {
      const pool = createCoordinatorPool(String, () => context.auth)
      pool.for('the only account')
      let retries = 0
      const client = await context.client({ retries: 1, onRetry: () => retries++ }, pool)
      const other = await context.elsewhere()
      const calls: Call[] = [
        { path: '/echo' },
        { path: '/echo', bearer: true },
        { path: `${other.api}/echo` },
        { method: 'PUT', path: '/echo', body: 'of no account' },
      ]
      for (const call of calls) {
        const { native } = await context.outcome(call, client)
        expectMatch(native, { name: 'TypeError', code: 'ERR_NO_COORDINATOR' }, `${call.method ?? 'GET'} ${call.path}`)
      }
      expectEqual(retries, 0)
      expectMatch(await other.counts(), { apiRequests: 0 })
      await context.expectCounts({ apiRequests: 0, tokenRequests: 0 })
    },
  },
  {
    name: 'requests of a client for a pool carry each the token of the coordinator that they name',
    async run(context) {
      const account = await context.testbed.registerClient()
      const other = coordinatorFor(context, account, context.testbed)
      const client = await context.client(
        {},
        createCoordinatorPool(String, () => context.auth),
      )
      const calls: Call[] = [
        { path: '/one', bearer: context.auth },
        { path: '/two?reject=1', bearer: other },
      ]
      const outcomes = await Promise.all(calls.map((call) => context.outcome(call, client)))
      expectEqual(
        outcomes.map(({ status }) => status),
        [200, 200],
      )
      const owners = Object.fromEntries((await context.requests()).map(({ url, clientId }) => [url, clientId]))
      expectEqual(owners, { '/one': context.account.clientId, '/two?reject=1': account.clientId })
      await context.expectCounts({ tokenRequests: 3, apiRequests: 3 })
    },
  },
  {
    name: 'a request of a client for a pool that says `bearer: false` goes out without a token',
    async run(context) {
      const client = await context.client(
        {},
        createCoordinatorPool(String, () => context.auth),
      )
      expectMatch(await context.outcome({ path: '/echo', bearer: false }, client), { status: 401 })
      await context.expectCounts({ tokenRequests: 0, apiRequests: 1 })
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
