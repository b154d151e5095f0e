import { createGate, outcomeOf } from '@everbearer/testing/bench'
import { isTimeoutError, type Options } from 'ky'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type KyBench, startKyBench } from './support.ts'

/** ms. ky's own timer for the whole call has to run in these. */
const totalTimeout = 1_000

describe('totalTimeout', () => {
  it('counts the wait for a token, for it counts everything', async () => {
    const gate = createGate()
    await using bench = await startKyBench({
      source: ({ obtain }) => ({ obtain: async (context) => (await gate.opened, obtain!(context)) }),
    })
    const error = await outcomeOf(bench.api.get(bench.url('/echo'), { totalTimeout, timeout: false }).json())
    expect(error).toSatisfy(isTimeoutError)
    expect(error).toMatchObject({ message: `Request timed out: GET ${bench.url('/echo')}` })
    gate.open()
    expect((await bench.api.get(bench.url('/echo'))).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('counts the refresh after a 401', async () => {
    const gate = createGate()
    let calls = 0
    await using bench = await startKyBench({
      source: ({ obtain }) => ({ obtain: async (context) => (calls++ === 0 || (await gate.opened), obtain!(context)) }),
    })
    const error = await outcomeOf(bench.api.get(bench.url('/echo?reject=1'), { totalTimeout, retry: 0 }).json())
    expect(error).toSatisfy(isTimeoutError)
    gate.open()
    expect(bench.counts()).toMatchObject({ apiRequests: 1 })
  })

  it('counts the replay', async () => {
    await using bench = await startKyBench()
    await bench.auth.getToken()
    bench.testbed.failApi({ kind: 'hang' }, { after: 1 })
    const error = await outcomeOf(bench.api.get(bench.url('/echo?reject=1'), { totalTimeout, retry: 0 }).json())
    expect(error).toSatisfy(isTimeoutError)
    expect(bench.counts()).toMatchObject({ apiRequests: 2, tokenRequests: 2 })
  })

  it('counts where the platform lacks AbortSignal.timeout', async () => {
    const timeout = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout')!
    onTestFinished(() => void Object.defineProperty(AbortSignal, 'timeout', timeout))
    await using bench = await startKyBench()
    await bench.auth.getToken()
    bench.testbed.failApi({ kind: 'hang' }, { after: 1 })
    Reflect.deleteProperty(AbortSignal, 'timeout')
    const error = await outcomeOf(bench.api.get(bench.url('/echo?reject=1'), { totalTimeout, retry: 0 }).json())
    expect(error).toSatisfy(isTimeoutError)
  })

  it('leaves a call alone that is in time', async () => {
    await using bench = await startKyBench()
    expect((await bench.api.get(bench.url('/echo?reject=1'), { totalTimeout: 20_000 })).status).toBe(200)
  })

  it('may be set by an init hook behind ours', async () => {
    await using bench = await startKyBench()
    const api = bench.api.extend({ hooks: { init: [(options) => void (options.totalTimeout = 20_000)] } })
    expect((await api.get(bench.url('/echo?reject=1'))).status).toBe(200)
  })

  it.each<[string, (bench: KyBench, json: Options) => Promise<unknown>]>([
    ['a request of ours', ({ api, url }, json) => api.post(url('/echo?reject=1'), { ...json, totalTimeout }).json()],
    [
      'a request that is none of ours',
      ({ api, url }, json) => api.post(url('/open'), { ...json, totalTimeout, context: { bearer: false } }).json(),
    ],
    [
      'an init hook behind ours that sets it',
      ({ api, url }, json) =>
        api
          .extend({ hooks: { init: [(options) => void (options.totalTimeout = totalTimeout)] } })
          .post(url('/echo?reject=1'), json)
          .json(),
    ],
  ])("begins when ky's own time does, behind the making of a large body: %s", async (_what, send) => {
    await using bench = await startKyBench()
    await bench.auth.getToken()
    const now = performance.now.bind(performance)
    let offset = 0
    vi.spyOn(performance, 'now').mockImplementation(() => now() + offset)
    onTestFinished(() => void vi.restoreAllMocks())
    const stringifyJson = (data: unknown): string => {
      offset += 2 * totalTimeout
      return JSON.stringify(data)
    }
    expect(await outcomeOf(send(bench, { json: {}, stringifyJson, retry: 0 }))).not.toBeInstanceOf(Error)
  })

  it.each([0, -1, NaN, Infinity])('of %s is what it is without us', async (odd) => {
    await using bench = await startKyBench()
    await bench.auth.getToken()
    const native = await outcomeOf(bench.bare.get(bench.url('/open'), { totalTimeout: odd }).json())
    const ours = await outcomeOf(bench.api.get(bench.url('/open'), { totalTimeout: odd }).json())
    expect((ours as Error).name).toBe((native as Error).name)
  })
})
