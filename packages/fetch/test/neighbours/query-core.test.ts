import { times } from '@everbearer/testing/bench'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { QueryClient } from '@tanstack/query-core'
import { describe, expect, it } from 'vitest'
import { EverbearerError, withBearer } from '../../src/index.ts'
import { startFetchBench } from '../support.ts'

/** Its default retries three times, whatever the error. This is the function that docs/guide/works-with/tanstack-query.md shows. */
const retry = (failures: number, error: unknown): boolean => !(error instanceof EverbearerError) && failures < 3

describeNeighbour('@tanstack/query-core', {
  start(bench) {
    const client = new QueryClient({ defaultOptions: { queries: { retry, retryDelay: 0 } } })
    const api = withBearer(fetch, bench.auth)
    return (index) =>
      client.fetchQuery({
        queryKey: [index],
        async queryFn({ signal }) {
          const response = await api(bench.url(`/query/${index}`), { signal })
          if (!response.ok) throw new Error(`status ${response.status}`)
          return response.json() as Promise<unknown>
        },
      })
  },
  isOwnError: (error, status) => (error as Error).message === `status ${status}`,
})

describe('@tanstack/query-core over fetch', () => {
  it.each([
    [{ retry }, 1],
    [{ retry: 3, retryDelay: 0 }, 4],
  ])('asks once for a token that cannot be got, if `retry` says so: %j', async (options, calls) => {
    await using bench = await startFetchBench()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 400 })
    let asked = 0
    const client = new QueryClient()
    const query = client.fetchQuery({
      queryKey: ['orders'],
      queryFn() {
        asked++
        return bench.api(bench.url('/echo'))
      },
      ...options,
    })
    await expect(query).rejects.toBeInstanceOf(EverbearerError)
    expect(asked).toBe(calls)
    client.clear()
  })

  it('runs many queries on one refresh, and retries none of them', async () => {
    await using bench = await startFetchBench()
    await bench.api(bench.url('/echo'))
    bench.testbed.revokeAccessTokens()
    const client = new QueryClient()
    const attempts: number[] = []
    const load = async (index: number, signal: AbortSignal): Promise<number> => {
      attempts.push(index)
      return (await bench.api(bench.url(`/query/${index}`), { signal })).status
    }
    const queries = times(10, 0).map((_, index) =>
      client.fetchQuery({ queryKey: [index], queryFn: ({ signal }) => load(index, signal), retry: 3 }),
    )
    expect(await Promise.all(queries)).toEqual(times(10, 200))
    expect(attempts).toHaveLength(10)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 10, apiOk: 11 })
    client.clear()
  })
})
