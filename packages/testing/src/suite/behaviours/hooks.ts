import { check, expectEqual, expectMatch } from '../assert.ts'
import { behavioursOf, type Behaviour, type Need } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { TestContext } from '../test-context.ts'
import type { Hooks } from '../settings.ts'
import { rejectedOnce } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>
type Place = 'before' | 'after'

const installed: Readonly<Record<Place, string>> = {
  before: 'installed before we wrapped the client',
  after: 'installed on the wrapped client',
}
const needOf: Readonly<Record<Place, Need>> = { before: 'hooks-before', after: 'hooks-after' }

/** Makes two behaviours from one test: with hooks that are installed before the client is wrapped, and with hooks installed after that. */
function rows(words: string, run: (context: TestContext, place: Place) => Promise<void>): readonly Row[] {
  return (['before', 'after'] as const).map((place) => ({
    name: `${words} (hooks ${installed[place]})`,
    needs: [needOf[place]],
    run: (context) => run(context, place),
  }))
}

export const hooks: readonly Behaviour[] = behavioursOf('hooks', [
  ...rows('the caller sees one request and one answer, the final one', async (context, place) => {
    const { client, seen } = await observed(context, place)
    await rejectedOnce(context, { path: '/echo' }, client)
    expectEqual(seen, ['request', 200])
  }),
  ...rows('a second 401 is seen once', async (context, place) => {
    const { client, seen } = await observed(context, place)
    expectMatch(await context.outcome('/echo?reject=always', client), { status: 401 })
    expectEqual(seen, ['request', 401])
    await context.expectCounts({ apiRequests: 2 })
  }),
  ...rows('the original 401 is seen where the refresh fails', async (context, place) => {
    const { client, seen } = await observed(context, place)
    await context.revoked()
    await context.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    expectMatch(await context.outcome('/echo', client), { status: 401 })
    expectEqual(seen, ['request', 401])
  }),
  ...rows('a header that the caller sets arrives on both attempts', async (context, place) => {
    const client = await hooked(context, place, { request: ({ setHeader }) => setHeader('x-hook', 'set') })
    const attempts = await rejectedOnce(context, { path: '/echo' }, client)
    for (const { headers } of attempts) expectMatch(headers, { 'x-hook': 'set', authorization: 'Bearer' })
  }),
  ...rows("credentials that the caller's hook sets are left alone", async (context, place) => {
    const client = await hooked(context, place, { request: ({ setHeader }) => setHeader('authorization', 'Basic eDp5') })
    expectMatch(await context.outcome('/open', client), { status: 200, body: { authorization: 'Basic' } })
    expectMatch(await context.outcome('/echo', client), { status: 401 })
    await context.expectCounts({ apiRequests: 2 })
  }),
  ...rows('the caller is waited for', async (context, place) => {
    const order: string[] = []
    const client = await hooked(context, place, {
      async request() {
        await Promise.resolve()
        order.push(`after ${(await context.testbed.counts()).apiRequests} requests`)
      },
    })
    expectMatch(await context.outcome('/echo', client), { status: 200 })
    expectEqual(order, ['after 0 requests'])
  }),
  ...rows("an error of the caller's hook ends the request before anything is sent", async (context, place) => {
    const mine = new RangeError('mine')
    const client = await hooked(context, place, {
      request() {
        throw mine
      },
    })
    const { native } = await context.outcome('/echo', client)
    check(native === mine, 'it is another error')
    await context.expectCounts({ apiRequests: 0 })
  }),
  {
    name: 'hooks on both sides see the same request and the same answer',
    needs: ['hooks-before', 'hooks-after'],
    async run(context) {
      const seen: unknown[] = []
      const hook: Hooks = { request: () => void seen.push('request'), response: ({ status }) => void seen.push(status) }
      const client = await context.client({ hooks: { before: hook, after: hook } })
      await rejectedOnce(context, { method: 'POST', path: '/echo', json: { a: 1 } }, client)
      expectEqual(seen, ['request', 'request', 200, 200])
    },
  },
])

function hooked(context: TestContext, place: Place, hook: Hooks): Promise<Client> {
  return context.client({ hooks: { [place]: hook } })
}

async function observed(context: TestContext, place: Place): Promise<{ readonly client: Client; readonly seen: unknown[] }> {
  const seen: unknown[] = []
  const client = await hooked(context, place, {
    request: () => void seen.push('request'),
    response: ({ status }) => void seen.push(status),
  })
  return { client, seen }
}
