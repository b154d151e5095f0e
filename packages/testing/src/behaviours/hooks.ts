import { check, like, same } from '../assert.ts'
import { behavioursOf, type Behaviour, type Need } from '../behaviour.ts'
import type { Client } from '../client.ts'
import type { Scene } from '../scene.ts'
import type { Hooks } from '../settings.ts'
import { refusedOnce } from './steps.ts'

type Row = Omit<Behaviour, 'theme'>
type Place = 'before' | 'after'

const installed: Readonly<Record<Place, string>> = {
  before: 'installed before we wrapped the client',
  after: 'installed on the wrapped client',
}
const needOf: Readonly<Record<Place, Need>> = { before: 'hooks-before', after: 'hooks-after' }

/** Each behaviour for hooks before ours, and for hooks after. */
function rows(words: string, run: (scene: Scene, place: Place) => Promise<void>): readonly Row[] {
  return (['before', 'after'] as const).map((place) => ({
    name: `${words} (hooks ${installed[place]})`,
    needs: [needOf[place]],
    run: (scene) => run(scene, place),
  }))
}

export const hooks: readonly Behaviour[] = behavioursOf('hooks', [
  ...rows('the caller sees one request and one answer, the final one', async (scene, place) => {
    const { client, seen } = await observed(scene, place)
    await refusedOnce(scene, { path: '/echo' }, client)
    same(seen, ['request', 200])
  }),
  ...rows('a second 401 is seen once', async (scene, place) => {
    const { client, seen } = await observed(scene, place)
    like(await scene.outcome('/echo?reject=always', client), { status: 401 })
    same(seen, ['request', 401])
    await scene.counted({ apiRequests: 2 })
  }),
  ...rows('the original 401 is seen where the refresh fails', async (scene, place) => {
    const { client, seen } = await observed(scene, place)
    await scene.revoked()
    await scene.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    like(await scene.outcome('/echo', client), { status: 401 })
    same(seen, ['request', 401])
  }),
  ...rows('a header that the caller sets arrives on both attempts', async (scene, place) => {
    const client = await hooked(scene, place, { request: ({ setHeader }) => setHeader('x-hook', 'set') })
    const attempts = await refusedOnce(scene, { path: '/echo' }, client)
    for (const { headers } of attempts) like(headers, { 'x-hook': 'set', authorization: 'Bearer' })
  }),
  ...rows("credentials that the caller's hook sets are left alone", async (scene, place) => {
    const client = await hooked(scene, place, { request: ({ setHeader }) => setHeader('authorization', 'Basic eDp5') })
    like(await scene.outcome('/open', client), { status: 200, body: { authorization: 'Basic' } })
    like(await scene.outcome('/echo', client), { status: 401 })
    await scene.counted({ apiRequests: 2 })
  }),
  ...rows('the caller is waited for', async (scene, place) => {
    const order: string[] = []
    const client = await hooked(scene, place, {
      async request() {
        await Promise.resolve()
        order.push(`after ${(await scene.testbed.counts()).apiRequests} requests`)
      },
    })
    like(await scene.outcome('/echo', client), { status: 200 })
    same(order, ['after 0 requests'])
  }),
  ...rows("an error of the caller's hook ends the request before anything is sent", async (scene, place) => {
    const mine = new RangeError('mine')
    const client = await hooked(scene, place, {
      request() {
        throw mine
      },
    })
    const { native } = await scene.outcome('/echo', client)
    check(native === mine, 'it is another error')
    await scene.counted({ apiRequests: 0 })
  }),
  {
    name: 'hooks on both sides see the same request and the same answer',
    needs: ['hooks-before', 'hooks-after'],
    async run(scene) {
      const seen: unknown[] = []
      const hook: Hooks = { request: () => void seen.push('request'), response: ({ status }) => void seen.push(status) }
      const client = await scene.client({ hooks: { before: hook, after: hook } })
      await refusedOnce(scene, { method: 'POST', path: '/echo', json: { a: 1 } }, client)
      same(seen, ['request', 'request', 200, 200])
    },
  },
])

function hooked(scene: Scene, place: Place, hook: Hooks): Promise<Client> {
  return scene.client({ hooks: { [place]: hook } })
}

async function observed(scene: Scene, place: Place): Promise<{ readonly client: Client; readonly seen: unknown[] }> {
  const seen: unknown[] = []
  const client = await hooked(scene, place, { request: () => void seen.push('request'), response: ({ status }) => void seen.push(status) })
  return { client, seen }
}
