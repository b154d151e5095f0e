import { Agent } from 'node:http'
import { clientCredentials, type ClientCredentialsOptions } from '@everbearer/oauth2'
import axios, { type AxiosError } from 'axios'
import { describe, expect, it } from 'vitest'
import { type Bench, bytesOf, outcomeOf, startBench } from './support.ts'

/** API and token endpoint are one origin, and there is one connection to it. */
async function startNarrowBench(): Promise<Bench> {
  const httpAgent = new Agent({ keepAlive: true, maxSockets: 1 })
  const narrow: typeof fetch = async (input, init) => {
    const { status, data } = await axios.post<string>(String(input), String(init?.body), { httpAgent, adapter: 'http', responseType: 'text', transformResponse: (body: string) => body, validateStatus: () => true })
    return new Response(data, { status })
  }
  const options = { fetch: narrow, tokenEndpoint: '', clientId: '', clientSecret: '' } satisfies ClientCredentialsOptions
  const bench = await startBench({
    testbed: { sharedOrigin: true },
    source: () => ({ obtain: (context) => clientCredentials(options).obtain!(context) }),
    axios: { adapter: 'http', httpAgent, responseType: 'stream' },
  })
  Object.assign(options, bench.client, { tokenEndpoint: bench.testbed.tokenEndpoint })
  return {
    ...bench,
    async [Symbol.asyncDispose]() {
      httpAgent.destroy()
      await bench[Symbol.asyncDispose]()
    },
  }
}

describe('a pool of one connection that the token request shares, with streamed answers', () => {
  it('does not deadlock on the unread body of a 401', async () => {
    await using bench = await startNarrowBench()
    const { status, data } = await bench.api.get('/echo?reject=1&refusal=400000')
    expect(status).toBe(200)
    expect(JSON.parse((await bytesOf(data)).toString())).toMatchObject({ method: 'GET' })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('serves ten refused requests', async () => {
    await using bench = await startNarrowBench()
    await bytesOf((await bench.api.get('/warm')).data)
    bench.testbed.revokeAccessTokens()
    const answers = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => (await bytesOf((await bench.api.get(`/${index}?refusal=400000`)).data)).length),
    )
    expect(answers.filter((length) => length === 0)).toEqual([])
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiOk: 11 })
  })

  it('leaves the body of the 401 to the caller where the refresh fails', async () => {
    await using bench = await startNarrowBench()
    await bytesOf((await bench.api.get('/warm')).data)
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    bench.testbed.revokeAccessTokens()
    const error = (await outcomeOf(bench.api.get('/echo?refusal=400000'))) as AxiosError
    expect(error.status).toBe(401)
    expect(await bytesOf(error.response?.data)).toHaveLength(400_000)
    expect(bench.counts().tokenRequests).toBe(2)
  })
})

describe('a streamed 401 too large to be read in passing', () => {
  it.each(['http', 'fetch'])('is left whole to the caller (%s)', async (adapter) => {
    await using bench = await startBench({ axios: { adapter, responseType: 'stream' } })
    const error = (await outcomeOf(bench.api.get('/echo?reject=1&refusal=3000000'))) as AxiosError
    expect(error.status).toBe(401)
    expect(await bytesOf(error.response?.data)).toHaveLength(3_000_000)
    await expect.poll(() => bench.events('refresh')).toHaveLength(2)
  })

  it.each(['http', 'fetch'])('can be destroyed unread (%s)', async (adapter) => {
    await using bench = await startBench({ axios: { adapter, responseType: 'stream' } })
    await bytesOf((await bench.api.get('/warm')).data)
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    bench.testbed.revokeAccessTokens()
    const { response } = (await outcomeOf(bench.api.get('/echo?refusal=3000000'))) as AxiosError<{ destroy?(): void; cancel?(): Promise<void> }>
    response?.data.destroy?.()
    await response?.data.cancel?.()
    expect(response?.status).toBe(401)
  })
})
