import { createGate, outcomeOf } from '@everbearer/testing/bench'
import axios, { type AxiosRequestConfig, CanceledError, create, isCancel } from 'axios'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { type AxiosBench, type AxiosBenchOptions, startAxiosBench } from './support.ts'

const { CancelToken } = axios

/** What axios leaves out of its types. */
type Subscribable = Record<'subscribe' | 'unsubscribe', (listener: unknown) => void>

interface Ways {
  readonly config: AxiosRequestConfig
  readonly abort: () => void
}

const ways: Record<string, () => Ways> = {
  'cancel token': () => {
    const { token, cancel } = CancelToken.source()
    return { config: { cancelToken: token }, abort: () => cancel('enough') }
  },
  'signal, beside a cancel token': () => {
    const controller = new AbortController()
    return { config: { signal: controller.signal, cancelToken: CancelToken.source().token }, abort: () => controller.abort() }
  },
  'cancel token, beside a signal': () => {
    const { token, cancel } = CancelToken.source()
    return { config: { signal: new AbortController().signal, cancelToken: token }, abort: () => cancel('enough') }
  },
}

/** A bench whose second token request, or first if `from` is 1, and all later ones wait for `open`. */
async function startHeldBench(
  from: number,
  options: AxiosBenchOptions = {},
): Promise<AxiosBench & { open: () => void; asked: () => number }> {
  const gate = createGate()
  let asked = 0
  const bench = await startAxiosBench({
    ...options,
    source: (real) => ({
      async obtain(context) {
        if (++asked >= from) await gate.opened
        return real.obtain!(context)
      },
    }),
  })
  return Object.assign(bench, { open: gate.open, asked: () => asked })
}

const cases = ['http', 'fetch'].flatMap((adapter) => Object.keys(ways).map((way) => [adapter, way] as const))

describe.each(cases)('with the %s adapter an abort by %s rejects with a CanceledError', (adapter, way) => {
  const start = (): Ways => ways[way]!()
  const isCanceled = (error: unknown): boolean => isCancel(error) && error instanceof CanceledError

  it('before anything is sent', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const { config, abort } = start()
    abort()
    expect(await outcomeOf(bench.api.get('/echo', config))).toSatisfy(isCanceled)
    expect(bench.counts()).toMatchObject({ apiRequests: 0, tokenRequests: 0 })
  })

  it('while it waits for the token; the refresh goes on and serves the others', async () => {
    await using bench = await startHeldBench(1, { axios: { adapter } })
    const { config, abort } = start()
    const first = outcomeOf(bench.api.get('/1', config)).then((error) => ({ error, asked: bench.counts().tokenRequests }))
    const second = outcomeOf(bench.api.get('/2'))
    await expect.poll(bench.asked).toBe(1)
    abort()
    // Opened only after a while, so that whoever waits for the token is seen to wait.
    void first.then(bench.open)
    const timer = setTimeout(bench.open, 1500)
    const { error, asked } = await first
    clearTimeout(timer)
    expect(error).toSatisfy(isCanceled)
    expect(error).toMatchObject({ code: 'ERR_CANCELED' })
    expect(asked).toBe(0)
    expect(await second).toMatchObject({ status: 200 })
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('during the request', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const { config, abort } = start()
    const pending = outcomeOf(bench.api.get('/echo?delay=10000', config))
    await expect.poll(() => bench.counts().apiRequests).toBe(1)
    abort()
    expect(await pending).toSatisfy(isCanceled)
  })

  it('during the refresh after a 401; the refresh goes on and serves the others', async () => {
    await using bench = await startHeldBench(2, { axios: { adapter } })
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    const { config, abort } = start()
    const first = outcomeOf(bench.api.get('/1', config)).then((error) => ({ error, tokens: bench.counts().tokenRequests }))
    const second = outcomeOf(bench.api.get('/2'))
    await expect.poll(() => [bench.asked(), bench.counts().apiUnauthorized]).toEqual([2, 2])
    abort()
    const timer = setTimeout(bench.open, 1500)
    const { error, tokens } = await first
    clearTimeout(timer)
    bench.open()
    expect(error).toSatisfy(isCanceled)
    expect(tokens).toBe(1)
    expect(await second).toMatchObject({ status: 200 })
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 4 })
  })

  it('during the replay', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
    bench.auth.on('replay', () => void bench.testbed.failApi({ kind: 'hang' }))
    const { config, abort } = start()
    const pending = outcomeOf(bench.api.get('/echo', config))
    await expect.poll(() => bench.counts().apiRequests).toBe(3)
    abort()
    expect(await pending).toSatisfy(isCanceled)
  })
})

describe('a signal of another make, of which axios asks no more than `aborted` and the listeners', () => {
  it.each(['cold', 'refused'])('does for a %s request', async (state) => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    const signal = { aborted: false, addEventListener: () => {}, removeEventListener: () => {} }
    const request = { signal, params: state === 'cold' ? {} : { reject: 1 } }
    if (state === 'refused') await bench.api.get('/warm')
    expect(await outcomeOf(bench.api.get('/echo', request))).toMatchObject({ status: 200 })
  })
})

describe('a cancel token that outlives its requests', () => {
  it.each(['http', 'fetch'])('(%s) keeps no more listeners than without us', async (adapter) => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const listenersAfter = async (api: typeof bench.api): Promise<number> => {
      const { token } = CancelToken.source()
      const [subscribe, unsubscribe] = [
        vi.spyOn(token as unknown as Subscribable, 'subscribe'),
        vi.spyOn(token as unknown as Subscribable, 'unsubscribe'),
      ]
      for (let call = 0; call < 5; call++) await api.get(bench.url('/open'), { cancelToken: token })
      return subscribe.mock.calls.length - unsubscribe.mock.calls.length
    }
    expect(await listenersAfter(bench.api)).toBeLessThanOrEqual(await listenersAfter(create({ adapter })))
  })
})

it('a signal beside a cancel token keeps no listener, without AbortSignal.any', async () => {
  await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
  const { signal } = new AbortController()
  const [add, remove] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')]
  const any = Object.getOwnPropertyDescriptor(AbortSignal, 'any')!
  Reflect.deleteProperty(AbortSignal, 'any')
  onTestFinished(() => void Object.defineProperty(AbortSignal, 'any', any))
  await bench.api.get(bench.url('/open'), { signal, cancelToken: CancelToken.source().token })
  expect(add.mock.calls.length - remove.mock.calls.length).toBe(0)
})
