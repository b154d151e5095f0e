import { outcomeOf } from '@everbearer/testing/bench'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { type AxiosInstance, create, isAxiosError } from 'axios'
import axiosRetry from 'axios-retry'
import { describe, expect, it } from 'vitest'
import { EverbearerError, withBearer } from '../../src/index.ts'
import { orders, startNeighbourhood } from './orders.ts'

/** Retries all that it is told of, so that it would retry a 401, too. */
const retrying =
  (told: (number | undefined)[]) =>
  (client: AxiosInstance): void => {
    axiosRetry(client, {
      retries: 2,
      retryDelay: () => 0,
      retryCondition: () => true,
      onRetry: (_count, { response }) => void told.push(response?.status),
    })
  }

describeNeighbour('axios-retry', {
  start(bench) {
    const client = withBearer(create({ baseURL: bench.testbed.api }), bench.auth)
    axiosRetry(client, { retries: 2, retryDelay: () => 0 })
    return async (index) => (await client.get<unknown>('/echo', { params: { index } })).data
  },
  isOwnError: (error, status) => isAxiosError(error) && error.response?.status === status,
})

describe.each(orders)('axios-retry, installed %s,', (order) => {
  it('is not told of a refreshed 401', async () => {
    const told: (number | undefined)[] = []
    await using bench = await startNeighbourhood(order, retrying(told))
    expect((await bench.api.get('/echo')).status).toBe(200)
    expect((await bench.api.get('/echo?reject=1')).status).toBe(200)
    expect(told).toEqual([])
    expect(bench.seen).toEqual({ requests: 2, statuses: [200, 200] })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 3 })
  })

  it('has its whole budget for a 503, with the newest token', async () => {
    const told: (number | undefined)[] = []
    await using bench = await startNeighbourhood(order, retrying(told))
    bench.testbed.failApi({ kind: 'status', status: 503 }, { times: 2 })
    expect((await bench.api.post('/echo?reject=1', { a: 1 })).status).toBe(200)
    expect(told).toEqual([503, 503])
    expect(bench.testbed.requests.map(({ status, tokenNumber }) => [status, tokenNumber])).toEqual([
      [503, 1],
      [503, 1],
      [401, 1],
      [200, 2],
    ])
    expect(new Set(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).size).toBe(1)
  })

  it('retries a second 401 as it was told to, without more refreshes', async () => {
    const told: (number | undefined)[] = []
    await using bench = await startNeighbourhood(order, retrying(told))
    expect(await outcomeOf(bench.api.get('/echo?reject=always'))).toMatchObject({ response: { status: 401 } })
    expect(told).toEqual([401, 401])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 4 })
  })

  it('is not told of an error of ours', async () => {
    const told: (number | undefined)[] = []
    await using bench = await startNeighbourhood(order, retrying(told))
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 400 })
    await expect(bench.api.get('/echo')).rejects.toBeInstanceOf(EverbearerError)
    expect(told).toEqual([])
  })
})
