import { leaksOf, outcomeOf } from '@everbearer/testing/bench'
import axios, { type AxiosError, type AxiosRequestConfig, type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'
import { type AxiosBench, bytesOf, startAxiosBench } from './support.ts'

type Stream = Partial<Record<'listenerCount', (event: string) => number>>

/** Each breaks a streamed response off while it is read. */
const breaks: Record<string, { path: string; start: () => { config?: AxiosRequestConfig; stop?: () => void } }> = {
  'a response too large': { path: '/stream?chunks=20', start: () => ({ config: { maxContentLength: 2000 } }) },
  'a response too large that is counted': {
    path: '/stream?chunks=20',
    start: () => ({ config: { maxContentLength: 2000, onDownloadProgress: () => {} } }),
  },
  'a time-out': { path: '/stall?bytes=5000', start: () => ({ config: { timeout: 50 } }) },
  'an abort by signal': { path: '/stall?bytes=5000', start: aborting },
  'an abort of a response that is counted': {
    path: '/stall?bytes=5000',
    start() {
      const { config, stop } = aborting()
      return { config: { ...config, onDownloadProgress: () => {} }, stop }
    },
  },
  'an abort by cancel token': {
    path: '/stall?bytes=5000',
    start() {
      const { token, cancel } = axios.CancelToken.source()
      return { config: { cancelToken: token }, stop: () => cancel('enough') }
    },
  },
}

function aborting(): { config: AxiosRequestConfig; stop: () => void } {
  const controller = new AbortController()
  return { config: { signal: controller.signal }, stop: () => controller.abort() }
}

async function startWarmBench(adapter: string): Promise<AxiosBench & { leaks: (value: unknown) => string[] }> {
  const bench = await startAxiosBench({ client: { refreshTokens: true }, axios: { adapter } })
  await bench.api.get('/warm')
  return { ...bench, leaks: (value) => leaksOf(value, [bench.client.clientSecret, ...bench.issued]) }
}

describe.each(['http', 'fetch'])('no secret is in what a reader of a stream of the %s adapter gets', (adapter) => {
  it.each(Object.entries(breaks))('after %s', async (_name, { path, start }) => {
    await using bench = await startWarmBench(adapter)
    const { config, stop } = start()
    const response = await bench.api.get(path, { responseType: 'stream', ...config })
    const read = outcomeOf(bytesOf(response.data))
    stop?.()
    // Streams keep the error before they emit it.
    expect(bench.leaks(response)).toEqual([])
    const error = await read
    expect(error).toBeInstanceOf(Error)
    for (const value of [error, (error as Partial<AxiosResponse>).config, response, response.data, response.config])
      expect(bench.leaks(value)).toEqual([])
  })
})

describe('no secret is in the error of a streamed 401', () => {
  it('that is too large', async () => {
    await using bench = await startWarmBench('http')
    const request: AxiosRequestConfig = { responseType: 'stream', maxContentLength: 80_000 }
    const { response } = (await outcomeOf(bench.api.get('/echo?reject=always&rejectBytes=90000', request))) as AxiosError
    const error = await outcomeOf(bytesOf(response?.data))
    expect(error).toMatchObject({ isAxiosError: true, code: 'ERR_BAD_RESPONSE' })
    for (const value of [error, response]) expect(bench.leaks(value)).toEqual([])
  })
})

describe("a stream's error that nobody listens for", () => {
  it('is left unhandled where axios leaves it so', async () => {
    await using bench = await startWarmBench('http')
    const limits: AxiosRequestConfig = { responseType: 'stream', adapter: 'http' }
    const listeners = ({ data }: AxiosResponse<Stream>): number | undefined => data.listenerCount?.('error')
    const [ours, bare] = [await bench.api.get('/open', limits), await axios.get(bench.url('/open'), limits)]
    expect(listeners(ours)).toBe(listeners(bare))
    await Promise.all([bytesOf(ours.data), bytesOf(bare.data)])
  })

  it('shows no secret as it is thrown', async () => {
    await using bench = await startWarmBench('http')
    const { config, stop } = aborting()
    const { data } = await bench.api.get('/stall?bytes=5000', { responseType: 'stream', ...config })
    const emitted: string[][] = []
    const { emit } = data
    data.emit = (event: string, ...given: unknown[]) => {
      const outcome = emit.call(data, event, ...given)
      if (event === 'error') emitted.push(bench.leaks(given[0]))
      return outcome
    }
    data.on('error', () => {})
    stop?.()
    expect(emitted).toEqual([[]])
  })
})
