import { times } from '@everbearer/testing/bench'
import { CancelledError, MutationObserver, QueryClient, QueryObserver } from '@tanstack/query-core'
import { describe, expect, it } from 'vitest'
import { startAxiosBench } from '../support.ts'

describe('@tanstack/query-core over axios', () => {
  it('gets one answer for a refreshed 401, without a retry of its own', async () => {
    await using bench = await startAxiosBench()
    const client = new QueryClient()
    const states: string[] = []
    const observer = new QueryObserver(client, {
      queryKey: ['echo'],
      queryFn: async ({ signal }) => (await bench.api.get<{ method: string }>('/echo?reject=1', { signal })).data,
    })
    const done = new Promise<unknown>((resolve) => {
      observer.subscribe(({ status, failureCount, data }) => {
        states.push(`${status} ${failureCount}`)
        if (data !== undefined) resolve(data)
      })
    })
    expect(await done).toMatchObject({ method: 'GET' })
    expect(states).toEqual(['pending 0', 'success 0'])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
    observer.destroy()
    client.clear()
  })

  it('gets a second 401 as the error of axios that its own retry can judge', async () => {
    await using bench = await startAxiosBench()
    const client = new QueryClient()
    const judged: unknown[] = []
    const query = client.fetchQuery({
      queryKey: ['refused'],
      queryFn: () => bench.api.get('/echo?reject=always'),
      retry: (_count, error) => {
        judged.push(error)
        return false
      },
    })
    await expect(query).rejects.toMatchObject({ response: { status: 401 } })
    expect(judged).toMatchObject([{ isAxiosError: true }])
    client.clear()
  })

  it('cancels a query by its signal while the token is being refreshed, and the refresh goes on', async () => {
    await using bench = await startAxiosBench()
    await bench.api.get('/echo')
    bench.auth.invalidate()
    const open = bench.testbed.failTokenEndpoint({ kind: 'hold' })
    const client = new QueryClient()
    const query = client.fetchQuery({ queryKey: ['held'], queryFn: ({ signal }) => bench.api.get('/echo', { signal }) })
    await expect.poll(() => bench.counts().tokenRequests).toBe(2)
    await client.cancelQueries({ queryKey: ['held'] })
    await expect(query).rejects.toBeInstanceOf(CancelledError)
    open()
    await expect.poll(() => bench.events('refresh').length).toBe(2)
    client.clear()
  })

  it('runs queries and mutations at once on one refresh', async () => {
    await using bench = await startAxiosBench()
    await bench.api.get('/echo')
    bench.testbed.revokeAccessTokens()
    const client = new QueryClient()
    const mutation = new MutationObserver(client, { mutationFn: (body: object) => bench.api.post('/echo', body) })
    const queries = times(5, 0).map((_, index) => client.fetchQuery({ queryKey: [index], queryFn: () => bench.api.get(`/query/${index}`) }))
    const answers = await Promise.all([mutation.mutate({ a: 1 }), ...queries])
    expect(answers.map(({ status }) => status)).toEqual(times(6, 200))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 6 })
    client.clear()
  })
})
