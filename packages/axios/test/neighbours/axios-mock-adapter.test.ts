import { outcomeOf } from '@everbearer/testing/bench'
import type { AxiosInstance } from 'axios'
import MockAdapter from 'axios-mock-adapter'
import { describe, expect, it } from 'vitest'
import { type Neighbourhood, type Order, orders, startNeighbourhood } from './orders.ts'

describe.each(orders)('axios-mock-adapter, installed %s,', (order) => {
  it('sees the token on each attempt, and its 401 is refreshed for', async () => {
    await using bench = await startMocked(order)
    const tokens: unknown[] = []
    bench.mock.onGet('/mocked').reply(({ headers }) => {
      tokens.push(headers?.['Authorization'])
      return tokens.length === 1 ? [401, { error: 'invalid_token' }] : [200, { mocked: true }]
    })
    expect((await bench.api.get('/mocked')).data).toEqual({ mocked: true })
    expect(tokens).toEqual(bench.issued.map((token) => `Bearer ${token}`))
    expect(bench.seen).toEqual({ requests: 1, statuses: [200] })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 0 })
  })

  it('has its second 401 surface, and its other errors', async () => {
    await using bench = await startMocked(order)
    bench.mock.onGet('/refused').reply(401).onGet('/broken').networkError()
    expect(await outcomeOf(bench.api.get('/refused'))).toMatchObject({ isAxiosError: true, response: { status: 401 } })
    expect(await outcomeOf(bench.api.get('/broken'))).toMatchObject({ message: 'Network Error' })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2 })
  })

  it('passes on what it does not mock', async () => {
    await using bench = await startMocked(order)
    bench.mock.onAny().passThrough()
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2, apiOk: 1 })
  })
})

async function startMocked(order: Order): Promise<Neighbourhood & { readonly mock: MockAdapter }> {
  let mock: MockAdapter | undefined
  const bench = await startNeighbourhood(order, (client: AxiosInstance) => {
    // Its types are those of axios for `require`, which TypeScript takes for others.
    mock = new MockAdapter(client as never)
  })
  return { ...bench, mock: mock! }
}
