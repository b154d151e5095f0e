import { times } from '@everbearer/testing/bench'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { type AxiosInstance, create, isAxiosError } from 'axios'
import { setupCache } from 'axios-cache-interceptor'
import { describe, expect, it } from 'vitest'
import { withBearer } from '../../src/index.ts'
import { orders, startNeighbourhood } from './orders.ts'

const caching = (client: AxiosInstance): void => void setupCache(client)

describeNeighbour('axios-cache-interceptor', {
  start(bench) {
    const client = withBearer(create({ baseURL: bench.testbed.api }), bench.auth)
    setupCache(client)
    return async (index) => (await client.get<unknown>('/echo', { params: { index } })).data
  },
  isOwnError: (error, status) => isAxiosError(error) && error.response?.status === status,
})

describe.each(orders)('axios-cache-interceptor, installed %s,', (order) => {
  it('keeps the answer to the replay, and none of the refusal', async () => {
    await using bench = await startNeighbourhood(order, caching)
    const first = await bench.api.get<{ url: string }>('/echo?reject=1')
    const second = await bench.api.get<{ url: string }>('/echo?reject=1')
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.data).toEqual(first.data)
    expect(second).toMatchObject({ cached: true })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('finds an answer again when the token is another', async () => {
    await using bench = await startNeighbourhood(order, caching)
    await bench.api.get('/echo')
    bench.auth.invalidate()
    expect(await bench.api.get('/echo')).toMatchObject({ status: 200, cached: true })
    expect(bench.counts()).toMatchObject({ apiRequests: 1 })
  })

  it('shares one refused request among all who ask for it', async () => {
    await using bench = await startNeighbourhood(order, caching)
    const answers = await Promise.all(times(5, '/echo?reject=1').map((url) => bench.api.get(url)))
    expect(answers.map(({ status }) => status)).toEqual(times(5, 200))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('does not keep a second 401', async () => {
    await using bench = await startNeighbourhood(order, caching)
    await expect(bench.api.get('/echo?reject=2')).rejects.toMatchObject({ response: { status: 401 } })
    expect((await bench.api.get('/echo?reject=2')).status).toBe(200)
    expect(bench.seen.statuses).toEqual([401, 200])
  })
})
