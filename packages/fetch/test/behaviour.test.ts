import { describe, expect, it, vi } from 'vitest'
import { createGate, outcomeOf, sha256, startBench, times } from './support.ts'

describe('renewal', () => {
  it('happens before expiry, in the background', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/echo'))
    bench.elapse(275_000)
    expect((await bench.api(bench.url('/echo'))).status).toBe(200)
    await expect.poll(() => bench.events('refresh')).toMatchObject([{ reason: 'missing' }, { reason: 'due', waiters: 0 }])
    expect((await bench.auth.getToken()).generation).toBe(2)
    expect(bench.counts()).toMatchObject({ apiRequests: 2, apiUnauthorized: 0 })
  })

  it('follows a 401, and the request is replayed once', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    const response = await bench.api(bench.url('/echo?a=1'), { headers: { 'x-own': 'kept' } })
    expect(await response.json()).toMatchObject({ method: 'GET', headers: { 'x-own': 'kept', authorization: 'Bearer' } })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 3, apiUnauthorized: 1 })
    expect(bench.events('replay')).toEqual([{ from: 1, generation: 2 }])
  })

  it.each(['none', 'bare', 'invalid_token', 'list'])('follows a 401 with the challenge %s', async (challenge) => {
    await using bench = await startBench()
    expect((await bench.api(bench.url(`/echo?reject=1&challenge=${challenge}`))).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it.each([
    ['basic', 401],
    ['insufficient_scope', 403],
    ['insufficient_scope_401', 401],
    ['invalid_request', 401],
    ['step_up', 401],
    ['forbidden', 403],
  ])('does not follow the challenge %s', async (challenge, status) => {
    await using bench = await startBench()
    const response = await bench.api(bench.url(`/echo?reject=always&challenge=${challenge}`))
    expect(response.status).toBe(status)
    expect(await response.json()).toHaveProperty('error')
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it.each([500, 503, 404, 400, 429])('does not follow a %i', async (status) => {
    await using bench = await startBench()
    expect((await bench.api(bench.url(`/status/${status}`))).status).toBe(status)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('is not repeated for a second 401, which is an answer as native as any', async () => {
    await using bench = await startBench()
    const response = await bench.api(bench.url('/echo?reject=always'))
    expect(response).toBeInstanceOf(Response)
    expect(response).toMatchObject({ status: 401, ok: false, url: bench.url('/echo?reject=always') })
    expect(await response.json()).toEqual({ error: 'invalid_token' })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('is not attempted over and over for an endpoint that always answers 401', async () => {
    await using bench = await startBench()
    for (let call = 0; call < 10; call++) await (await bench.api(bench.url('/echo?reject=always'))).text()
    expect(bench.counts().tokenRequests).toBe(2)
    expect(bench.counts().apiRequests).toBe(11)
  })

  it('that fails leaves the original 401, with its body', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 503 })
    const response = await bench.api(bench.url('/echo?refusal=400000'))
    expect(response.status).toBe(401)
    expect(await response.text()).toHaveLength(400_000)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })

  it('that fails reaches nobody while the token is good', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.failTokenEndpoint({ kind: 'reset' })
    bench.elapse(275_000)
    expect((await bench.api(bench.url('/echo'))).status).toBe(200)
    await expect.poll(() => bench.events('refresh-failed')).toHaveLength(1)
    expect((await bench.api(bench.url('/echo'))).status).toBe(200)
  })

  it('serves 50 refused at once', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => bench.api(bench.url(`/${index}`))))
    expect(answers.map(({ status }) => status)).toEqual(times(50, 200))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 50 })
  })

  it('is not asked for by a late 401, which is replayed with the newer token', async () => {
    const gate = createGate()
    await using bench = await startBench({
      async fetch(input, init) {
        const response = await fetch(input, init)
        if (response.status === 401 && String(input).endsWith('/late')) await gate.opened
        return response
      },
    })
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    const late = bench.api(bench.url('/late'))
    expect((await bench.api(bench.url('/early'))).status).toBe(200)
    gate.open()
    expect((await late).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 2 })
  })
})

describe("the caller's own retries", () => {
  it('are not spent by the replay, and use the newest token', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    const remove = bench.testbed.failApi({ kind: 'status', status: 503 }, { times: 1 })
    const calls = vi.fn<() => Promise<Response>>(() => bench.api(bench.url('/echo')))
    expect((await calls()).status).toBe(503)
    remove()
    expect((await calls()).status).toBe(200)
    expect((await calls()).status).toBe(200)
    expect(calls).toHaveBeenCalledTimes(3)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiUnauthorized: 1, apiRequests: 5 })
  })
})

describe('the answer', () => {
  it('is final: whoever wraps the wrapped fetch sees one call and one answer', async () => {
    await using bench = await startBench()
    const outer = vi.fn<(input: string) => Promise<Response>>((input) => bench.api(input))
    expect((await outer(bench.url('/echo?reject=1'))).status).toBe(200)
    expect(outer).toHaveBeenCalledTimes(1)
    expect(bench.counts().apiRequests).toBe(2)
  })

  it('streams on as it comes', async () => {
    await using bench = await startBench()
    const response = await bench.api(bench.url('/stream?chunks=20&bytes=10000&reject=1'))
    let length = 0
    for await (const chunk of response.body!) length += chunk.length
    expect(length).toBe(200_000)
    expect(bench.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 2 })
  })

  it('can be read in each way', async () => {
    await using bench = await startBench()
    expect(await (await bench.api(bench.url('/echo?reject=1&n=1'))).json()).toMatchObject({ method: 'GET' })
    expect((await (await bench.api(bench.url('/echo?reject=1&n=2'))).arrayBuffer()).byteLength).toBeGreaterThan(0)
    expect((await (await bench.api(bench.url('/echo?reject=1&n=3'))).blob()).size).toBeGreaterThan(0)
    expect(bench.counts()).toMatchObject({ tokenRequests: 4, apiRequests: 6 })
  })

  it('is to the URL and query as given, once', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/echo?reject=1&q=a%20b&q=%C3%A4#fragment'))
    expect(bench.testbed.requests.map(({ url }) => url)).toEqual(times(2, '/echo?reject=1&q=a%20b&q=%C3%A4'))
  })

  it('has the same bytes for the same body', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/echo?reject=1'), { method: 'PUT', body: 'ä€😀' })
    expect(bench.testbed.requests).toMatchObject(times(2, { method: 'PUT', bodySha256: sha256('ä€😀') }))
  })
})

describe('a token that cannot be got', () => {
  it('fails the request with a typed error, and nothing is sent', async () => {
    await using bench = await startBench()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 500 })
    expect(await outcomeOf(bench.api(bench.url('/echo')))).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE' })
    expect(bench.counts().apiRequests).toBe(0)
  })

  it('is an error of its own for each who waits', async () => {
    await using bench = await startBench()
    bench.testbed.failTokenEndpoint({ kind: 'status', status: 400, body: { error: 'invalid_client' } })
    const errors = await Promise.all(Array.from({ length: 10 }, () => outcomeOf(bench.api(bench.url('/echo')))))
    expect(new Set(errors).size).toBe(10)
    expect(errors).toMatchObject(times(10, { code: 'ERR_CREDENTIALS_REJECTED', error: 'invalid_client' }))
    expect(bench.counts().tokenRequests).toBe(1)
  })

  it('ends with the session', async () => {
    await using bench = await startBench()
    bench.auth.dispose()
    expect(await outcomeOf(bench.api(bench.url('/echo')))).toMatchObject({ code: 'ERR_SESSION_ENDED' })
  })
})
