import { clientCredentials } from '@everbearer/oauth2'
import { Agent, fetch as undiciFetch } from 'undici'
import { describe, expect, it } from 'vitest'
import { withBearer } from '../src/index.ts'
import { type Bench, startBench, times } from './support.ts'

type Fetch = typeof globalThis.fetch
const undici = undiciFetch as unknown as Fetch

/** API and token endpoint are one origin, and there is one connection to it. */
async function startNarrowBench(): Promise<Bench & { readonly pool: Agent }> {
  const pool = new Agent({ connections: 1, pipelining: 1 })
  const narrow: Fetch = (input, init) => undici(input, { ...init, dispatcher: pool } as RequestInit)
  let tokenEndpoint = ''
  let client = { clientId: '', clientSecret: '' }
  const bench = await startBench({
    testbed: { sharedOrigin: true },
    fetch: undici,
    source: () => ({ obtain: (context) => clientCredentials({ tokenEndpoint, ...client, fetch: narrow }).obtain!(context) }),
  })
  tokenEndpoint = bench.testbed.tokenEndpoint
  client = bench.client
  return {
    ...bench,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.destroy()
      await bench[Symbol.asyncDispose]()
    },
  }
}

const through = (dispatcher: Agent): RequestInit => ({ dispatcher }) as RequestInit

describe('a pool of one connection that the token request shares', () => {
  it('does not deadlock on the unread body of a 401', async () => {
    await using bench = await startNarrowBench()
    const response = await bench.api(bench.url('/echo?reject=1&refusal=400000'), through(bench.pool))
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ method: 'GET' })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('serves ten refused requests', async () => {
    await using bench = await startNarrowBench()
    await (await bench.api(bench.url('/warm'), through(bench.pool))).text()
    bench.testbed.revokeAccessTokens()
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const response = await bench.api(bench.url(`/${index}?refusal=400000`), through(bench.pool))
        await response.text()
        return response.status
      }),
    )
    expect(answers).toEqual(times(10, 200))
    expect(bench.counts().tokenRequests).toBe(2)
  })

  it('leaves the body of the 401 to the caller where the refresh fails', async () => {
    await using bench = await startNarrowBench()
    await (await bench.api(bench.url('/warm'), through(bench.pool))).text()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    bench.testbed.revokeAccessTokens()
    const response = await bench.api(bench.url('/echo?refusal=400000'), through(bench.pool))
    expect(response).toMatchObject({ status: 401, bodyUsed: false })
    expect(await response.text()).toHaveLength(400_000)
    expect(bench.counts().tokenRequests).toBe(2)
  })

  it('gives up on a body too large to be read in passing, and leaves it whole to the caller', async () => {
    await using bench = await startNarrowBench()
    const response = await bench.api(bench.url('/echo?reject=1&refusal=3000000'), through(bench.pool))
    expect(response.status).toBe(401)
    expect(await response.text()).toHaveLength(3_000_000)
    await expect.poll(() => bench.events('refresh')).toHaveLength(2)
  })
})

describe('options that only some platforms know', () => {
  it('reach the wrapped fetch, on the replay too', async () => {
    const seen: unknown[] = []
    await using bench = await startBench({
      fetch(input, init) {
        seen.push({ ...init, headers: undefined, bearer: undefined })
        return fetch(input, init)
      },
    })
    const own = { cache: 'no-store', next: { revalidate: 1 }, cf: { cacheTtl: 5 } } as RequestInit
    const api = withBearer(bench.api, bench.auth)
    await api(bench.url('/echo?reject=1'), own)
    expect(seen).toMatchObject([own, own])
  })
})
