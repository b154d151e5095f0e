import ky from 'ky'
import { expect, it } from 'vitest'
import { type Coordinator, createCoordinator, createCoordinatorPool, withBearer } from '../src/index.ts'

const coordinate = (account: string): Coordinator => {
  let tokens = 0
  return createCoordinator({ source: async () => ({ access_token: `${account}-${++tokens}`, expires_in: 3600 }), origins: 'any' })
}

it('an init hook behind ours names the coordinator, whose session is that of the retries, too', async () => {
  const alice = coordinate('alice')
  const statuses = [503, 200, 503]
  const sent: unknown[] = []
  let isNext = false
  const client = ky.create({
    prefix: 'https://api.example.com',
    retry: { limit: 1, delay: () => 0 },
    async fetch(input, init) {
      sent.push(new Headers(init?.headers ?? (input as Request).headers).get('authorization'))
      return new Response('', { status: statuses.shift() ?? 200 })
    },
    hooks: {
      beforeRetry: [
        async () => {
          if (isNext) await alice.setTokens({ access_token: 'next-user', expires_in: 300 })
        },
      ],
    },
  })
  const api = withBearer(client, coordinate('client')).extend({
    hooks: { init: [(options) => void (options.context = { ...options.context, bearer: alice })] },
  })
  await api.get('orders')
  expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-1'])
  isNext = true
  await expect(api.get('orders')).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  expect(sent).toHaveLength(3)
})

it('an init hook behind ours names the coordinator of a client that is wrapped for a pool', async () => {
  const sent: unknown[] = []
  const tenants = createCoordinatorPool(String, coordinate)
  const api = withBearer(
    ky.create({
      prefix: 'https://api.example.com',
      async fetch(_input, init) {
        sent.push(new Headers(init?.headers).get('authorization'))
        return new Response('', { status: sent.length === 1 ? 401 : 200 })
      },
    }),
    tenants,
  )
  const named = api.extend({
    hooks: { init: [(options) => void (options.context = { ...options.context, bearer: tenants.for('alice') })] },
  })
  await named.get('orders')
  expect(sent).toEqual(['Bearer alice-1', 'Bearer alice-2'])
  await expect(api.get('orders')).rejects.toMatchObject({ name: 'TypeError', code: 'ERR_NO_COORDINATOR' })
  expect(sent).toHaveLength(2)
})
