import { type AxiosResponse, getAdapter, isAxiosError } from 'axios'
import { describe, expect, it } from 'vitest'
import { createGate, outcomeOf, startBench, times } from './support.ts'

describe('a storm of requests', () => {
  it('of 1,000 cold ones costs one token request', async () => {
    await using bench = await startBench()
    const answers = await Promise.all(Array.from({ length: 1000 }, (_, index) => statusOf(bench.api.get(`/cold/${index}`))))
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1000, apiOk: 1000, apiUnauthorized: 0 })
    expect(bench.events('refresh')).toMatchObject([{ reason: 'missing', waiters: 1000 }])
  })

  it('of 200 refused at once costs one refresh, and all 200 are answered', async () => {
    await using bench = await startBench()
    await statusOf(bench.api.get('/warm'))
    bench.testbed.revokeAccessTokens()
    bench.testbed.resetCounts()
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => statusOf(bench.api.get(`/hot/${index}`))))
    expect(answers).toEqual(times(200, 200))
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 400, apiOk: 200, apiUnauthorized: 200 })
    expect(bench.events('replay')).toHaveLength(200)
  })

  it('of 20 staggered refusals of one stale token costs one refresh', async () => {
    await using bench = await startBench()
    await statusOf(bench.api.get('/warm'))
    bench.testbed.revokeAccessTokens()
    bench.testbed.resetCounts()
    const late = Array.from({ length: 20 }, (_, index) => statusOf(bench.api.get(`/late/${index}?delay=${index * 10}`)))
    await late[0]
    const newer = await Promise.all(Array.from({ length: 5 }, () => statusOf(bench.api.get('/newer'))))
    expect([...newer, ...(await Promise.all(late))]).toEqual(times(25, 200))
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 45, apiUnauthorized: 20, apiOk: 25 })
    expect(bench.events('replay')).toEqual(times(20, { from: 1, generation: 2 }))
  })

  it('of 20 refusals, each delivered after the one before was replayed and answered, costs one refresh', async () => {
    const gates = Array.from({ length: 20 }, createGate)
    await using bench = await startBench({
      axios: {
        adapter: async (config) => {
          const error = await outcomeOf(getAdapter('http')(config))
          if (!isAxiosError(error)) return error as AxiosResponse
          await gates[Number(config.url?.split('/').at(-1))]?.opened
          throw error
        },
      },
    })
    await statusOf(bench.api.get('/warm'))
    bench.testbed.revokeAccessTokens()
    bench.testbed.resetCounts()
    const late = gates.map((_, index) => statusOf(bench.api.get(`/late/${index}`)))
    await expect.poll(() => bench.counts().apiUnauthorized).toBe(20)
    for (const [index, gate] of gates.entries()) {
      gate.open()
      expect(await late[index]).toBe(200)
    }
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 40, apiUnauthorized: 20, apiOk: 20 })
  })

  it('of refusals that carry tokens of three generations costs one refresh for each revocation', async () => {
    await using bench = await startBench()
    const late: Promise<number | undefined>[] = []
    for (let round = 0; round < 3; round++) {
      await statusOf(bench.api.get(`/warm/${round}`))
      bench.testbed.revokeAccessTokens()
      late.push(...Array.from({ length: 10 }, (_, index) => statusOf(bench.api.get(`/late/${round}/${index}?delay=${index * 5}`))))
      await late.at(-10)
    }
    // A replay may meet the next revocation: then its second 401 is the caller's.
    const answers = await Promise.all(late)
    expect(answers.filter((status) => status !== 200 && status !== 401)).toEqual([])
    expect(bench.counts().tokenRequests).toBe(4)
  })
})

describe('steady traffic through an expiry with a slow token endpoint', () => {
  it('never waits for a token', async () => {
    await using bench = await startBench({ client: { accessTokenLifetime: 1.5 }, coordinator: { refreshAt: 0.3 } })
    await statusOf(bench.api.get('/warm'))
    bench.testbed.failTokenEndpoint({ kind: 'delay', ms: 200 })
    let servedMeanwhile = 0
    let sent = 1
    while (bench.events('refresh').length < 3) {
      expect(await statusOf(bench.api.get(`/steady/${sent++}`))).toBe(200)
      const { tokenRequests, tokenAnswers } = bench.counts()
      if (tokenRequests > tokenAnswers) servedMeanwhile++
    }
    expect(servedMeanwhile).toBeGreaterThan(0)
    expect(bench.counts()).toMatchObject({ apiRequests: sent, apiOk: sent, apiUnauthorized: 0, tokenErrors: 0 })
    expect(bench.events('refresh').slice(1)).toEqual(times(2, expect.objectContaining({ reason: 'due', waiters: 0 })))
  })

  it('is served in full while the token request is held back', async () => {
    const gate = createGate()
    let asked = 0
    await using bench = await startBench({
      source: (real) => ({
        async obtain(context) {
          if (++asked > 1) await gate.opened
          return real.obtain!(context)
        },
      }),
    })
    await statusOf(bench.api.get('/warm'))
    bench.elapse(275_000) // of 300 s: past the soft window wherever it was drawn, before the hard one
    const answers = await Promise.all(Array.from({ length: 50 }, () => statusOf(bench.api.get('/steady'))))
    expect(answers).toEqual(times(50, 200))
    expect(asked).toBe(2)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiOk: 51 })
    gate.open()
    await expect.poll(() => bench.events('refresh')).toMatchObject([{ reason: 'missing' }, { reason: 'due', waiters: 0 }])
    expect(bench.counts().tokenRequests).toBe(2)
  })
})

/** Of an answer or of the error that was made of one. */
async function statusOf(pending: Promise<AxiosResponse>): Promise<number | undefined> {
  const outcome = await outcomeOf(pending)
  return isAxiosError(outcome) ? outcome.response?.status : (outcome as AxiosResponse).status
}
