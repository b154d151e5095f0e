import { createGate } from '@everbearer/testing/bench'
import { startTestbed } from '@everbearer/testbed'
import { type AxiosRequestConfig, create, type InternalAxiosRequestConfig as Config } from 'axios'
import { describe, expect, it } from 'vitest'
import { withBearer } from '../src/index.ts'
import { type AxiosBench, startAxiosBench } from './support.ts'

interface HeldBench extends AxiosBench {
  /** Lets the token come that requests wait for. */
  readonly open: () => void
  /** Resolves once a token is asked for. */
  readonly asked: () => Promise<void>
}

/** A bench whose requests wait: the first ones for a token, or all for another one after a 401. */
async function startHeldBench(state: 'cold' | 'refused', axios: AxiosRequestConfig): Promise<HeldBench> {
  const gate = createGate()
  let asked = 0
  const from = state === 'cold' ? 1 : 2
  const bench = await startAxiosBench({
    axios,
    source: (real) => ({
      async obtain(context) {
        if (++asked >= from) await gate.opened
        return real.obtain!(context)
      },
    }),
  })
  if (state === 'refused') {
    await bench.api.get('/warm')
    bench.testbed.revokeAccessTokens()
  }
  return { ...bench, open: gate.open, asked: () => expect.poll(() => asked).toBe(from) }
}

const urlsOf = ({ testbed }: Pick<AxiosBench, 'testbed'>): string[] =>
  testbed.requests
    .filter(({ status }) => status === 200)
    .map(({ url }) => url)
    .filter((url) => url !== '/warm')

const states = (['cold', 'refused'] as const).flatMap((state) => (['http', 'fetch'] as const).map((adapter) => [state, adapter] as const))

describe.each(states)('while a %s request of the %s adapter waits for a token, its caller changes', (state, adapter) => {
  it('a URL object, and each request goes where it was sent', async () => {
    await using bench = await startHeldBench(state, { adapter })
    await using other = await startTestbed()
    const url = new URL(bench.url('/echo'))
    const pending = [1, 2, 3].map((id) => {
      url.searchParams.set('id', `${id}`)
      return bench.api.get(url as unknown as string, { baseURL: '' })
    })
    url.port = new URL(other.api).port
    await bench.asked()
    bench.open()
    await Promise.all(pending)
    expect(urlsOf(bench).toSorted()).toEqual(['/echo?id=1', '/echo?id=2', '/echo?id=3'])
    expect(other.requests).toEqual([])
  })

  it('parameters', async () => {
    await using bench = await startHeldBench(state, { adapter })
    const params = new URLSearchParams()
    const pending = [1, 2, 3].map((id) => {
      params.set('id', `${id}`)
      return bench.api.get('/echo', { params })
    })
    await bench.asked()
    bench.open()
    await Promise.all(pending)
    expect(urlsOf(bench).toSorted()).toEqual(['/echo?id=1', '/echo?id=2', '/echo?id=3'])
  })

  it('a form', async () => {
    await using bench = await startHeldBench(state, { adapter })
    const form = new FormData()
    const lengths = [1, 20, 300]
    const pending = lengths.map((length) => {
      form.set('text', 'x'.repeat(length))
      const headers = { 'content-type': 'multipart/form-data' }
      return bench.api.post<{ bodyLength: number }>('/echo', form, { headers })
    })
    await bench.asked()
    bench.open()
    const [one, two, three] = (await Promise.all(pending)).map(({ data }) => data.bodyLength)
    expect([two! - one!, three! - two!]).toEqual([19, 280])
  })

  it.each([
    ['url', false, (target: string) => ({ url: `${target}/stolen`, baseURL: '' })],
    ['base URL', false, (target: string) => ({ baseURL: target })],
    ['base URL that takes in absolute URLs', true, (target: string) => ({ baseURL: target, allowAbsoluteUrls: false })],
    ['proxy', false, (target: string) => ({ proxy: { host: '127.0.0.1', port: Number(new URL(target).port) } })],
  ])('the %s of a config that an interceptor kept', async (_name, isAbsolute, changes) => {
    await using bench = await startHeldBench(state, { adapter })
    await using other = await startTestbed()
    let kept: Config | undefined
    bench.api.interceptors.request.use((config) => (kept = config))
    const pending = bench.api.get(isAbsolute ? bench.url('/echo') : '/echo')
    await bench.asked()
    const changed = changes(other.api)
    Object.assign(kept!, changed)
    bench.open()
    const { config } = await pending
    expect(urlsOf(bench)).toEqual(['/echo'])
    expect(other.requests).toEqual([])
    // The config stays the caller's.
    expect(config).toMatchObject(changed)
  })
})

describe('an adapter of the caller that waits before it sends', () => {
  it('sends where the request was meant to go when it was made', async () => {
    await using bench = await startAxiosBench()
    await using other = await startTestbed()
    const url = new URL(bench.url('/echo'))
    const sent: (string | undefined)[] = []
    const api = withBearer(
      create({
        async adapter(config) {
          await Promise.resolve()
          sent.push(`${config.url}`)
          return { data: '', status: 200, statusText: '', headers: {}, config }
        },
      }),
      bench.auth,
    )
    await bench.auth.getToken()
    const pending = api.get(url as unknown as string)
    url.port = new URL(other.api).port
    const { config } = await pending
    expect(sent).toEqual([bench.url('/echo')])
    expect(config.url).toBe(url)
  })

  it('may write into the config, and a replay starts from what the caller gave', async () => {
    await using bench = await startAxiosBench()
    const sent: (string | undefined)[] = []
    const api = withBearer(
      create({
        async adapter(config) {
          sent.push(config.url)
          config.url = '/rewritten'
          return { data: '', status: 401, statusText: '', headers: {}, config }
        },
        baseURL: bench.testbed.api,
        validateStatus: () => true,
      }),
      bench.auth,
    )
    const { config } = await api.get('/echo')
    expect(sent).toEqual(['/echo', '/echo'])
    expect(config.url).toBe('/rewritten')
  })
})
