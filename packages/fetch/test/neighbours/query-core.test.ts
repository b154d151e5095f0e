import { times } from '@everbearer/testing/bench'
import { QueryClient } from '@tanstack/query-core'
import { describe, expect, it } from 'vitest'
import { startFetchBench } from '../support.ts'

describe('@tanstack/query-core over fetch', () => {
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
