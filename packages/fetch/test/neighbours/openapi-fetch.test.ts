import { describeNeighbour } from '@everbearer/testing/neighbour'
import createClient, { type Middleware } from 'openapi-fetch'
import { describe, expect, it } from 'vitest'
import { withBearer } from '../../src/index.ts'
import { type FetchBench, startFetchBench } from '../support.ts'

interface Echo {
  readonly method: string
  readonly bodySha256: string
}

/** As `openapi-typescript` writes it. */
interface Paths {
  readonly '/echo': {
    readonly get: {
      readonly parameters: { readonly query?: { readonly reject?: string } }
      readonly responses: { 200: Json<Echo>; 401: Json<{ error: string }> }
    }
    readonly post: {
      readonly parameters: { readonly query?: { readonly reject?: string } }
      readonly requestBody: Json<{ a: number }>
      readonly responses: { 200: Json<Echo>; 401: Json<{ error: string }> }
    }
  }
}

interface Json<Value> {
  readonly content: { readonly 'application/json': Value }
}

/** What a middleware gets to see: ours is the fetch below it. */
function watching(seen: string[]): Middleware {
  return {
    onRequest: ({ request }) => void seen.push(`request ${request.headers.has('authorization')}`),
    onResponse: ({ response }) => void seen.push(`response ${response.status}`),
  }
}

function start(bench: FetchBench, seen: string[]): ReturnType<typeof createClient<Paths>> {
  const client = createClient<Paths>({ baseUrl: bench.testbed.api, fetch: bench.api })
  client.use(watching(seen))
  return client
}

describeNeighbour('openapi-fetch', {
  start(bench) {
    const client = createClient<Paths>({ baseUrl: bench.testbed.api, fetch: withBearer(fetch, bench.auth) })
    return async (index) => {
      const { data, error, response } = await client.POST('/echo', { body: { a: index } })
      // Its errors are values.
      return data ?? Promise.reject(Object.assign(new Error('openapi-fetch'), { error, status: response.status }))
    }
  },
  isOwnError: (error, status) => (error as { readonly status?: number }).status === status,
})

describe('openapi-fetch', () => {
  it('gets data, and its middleware sees one request without a token and one answer', async () => {
    await using bench = await startFetchBench()
    const seen: string[] = []
    const { data, response } = await start(bench, seen).GET('/echo', { params: { query: { reject: '1' } } })
    expect([data?.method, response.status]).toEqual(['GET', 200])
    expect(seen).toEqual(['request false', 'response 200'])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('has its body replayed byte for byte', async () => {
    await using bench = await startFetchBench()
    const { data } = await start(bench, []).POST('/echo', { body: { a: 1 }, params: { query: { reject: '1' } } })
    expect(bench.testbed.requests.map(({ bodySha256 }) => bodySha256)).toEqual([data?.bodySha256, data?.bodySha256])
  })

  it('gets a second 401 as its error', async () => {
    await using bench = await startFetchBench()
    const seen: string[] = []
    const { data, error, response } = await start(bench, seen).GET('/echo', { params: { query: { reject: 'always' } } })
    expect([data, error?.error, response.status]).toEqual([undefined, 'invalid_token', 401])
    expect(seen).toEqual(['request false', 'response 401'])
  })
})
