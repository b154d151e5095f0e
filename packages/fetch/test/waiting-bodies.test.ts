import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { createGate, outcomeOf } from '@everbearer/testing/bench'
import { describe, expect, it } from 'vitest'
import { startFetchBench } from './support.ts'

const missing = new URL('missing', import.meta.url)

describe('a stream of Node’s whose request waits for a token', () => {
  it('rejects the request if it fails meanwhile, as without a wait', async () => {
    const gate = createGate()
    await using bench = await startFetchBench({
      source: ({ obtain }) => ({ obtain: async (context) => (await gate.opened, obtain!(context)) }),
    })
    const body = createReadStream(missing)
    const sent = outcomeOf(bench.api(bench.url('/echo'), { method: 'POST', body, duplex: 'half' } as unknown as RequestInit))
    // An uncaught exception would fail this run.
    await new Promise((resolve) => body.once('close', () => resolve(undefined)))
    gate.open()
    expect(await sent).toMatchObject({ name: 'TypeError', message: 'fetch failed', cause: { code: 'ENOENT' } })
    expect(bench.counts()).toMatchObject({ apiRequests: 0 })
  })

  it('is destroyed if the request is aborted', async () => {
    await using bench = await startFetchBench({ source: () => ({ obtain: () => new Promise(() => {}) }) })
    const controller = new AbortController()
    const body = Readable.from(['a', 'b'])
    const sent = outcomeOf(
      bench.api(bench.url('/echo'), { method: 'POST', body, duplex: 'half', signal: controller.signal } as unknown as RequestInit),
    )
    controller.abort()
    expect(await sent).toMatchObject({ name: 'AbortError' })
    expect(body.destroyed).toBe(true)
  })
})

describe('a stream whose request is never sent', () => {
  const make = (): { readonly body: ReadableStream; readonly cancelled: Promise<unknown> } => {
    const { promise: cancelled, resolve } = Promise.withResolvers<unknown>()
    return { body: new ReadableStream({ cancel: resolve }), cancelled }
  }

  it.each<[string, (url: string, init: RequestInit) => [string | Request, RequestInit?]]>([
    ['in the options', (url, init) => [url, init]],
    ['in a Request', (url, init) => [new Request(url, init)]],
  ])('is cancelled with the reason of an abort (%s)', async (_where, call) => {
    await using bench = await startFetchBench()
    const { body, cancelled } = make()
    const controller = new AbortController()
    const sent = outcomeOf(
      bench.api(...call(bench.url('/echo'), { method: 'POST', body, duplex: 'half', signal: controller.signal } as RequestInit)),
    )
    controller.abort('enough')
    expect(await sent).toBe('enough')
    expect(await cancelled).toBe('enough')
  })

  it('is cancelled where no token can be had', async () => {
    await using bench = await startFetchBench({ source: () => ({ obtain: () => Promise.reject(new Error('no')) }) })
    const { body, cancelled } = make()
    const error = await outcomeOf(bench.api(bench.url('/echo'), { method: 'POST', body, duplex: 'half' } as RequestInit))
    expect(await cancelled).toBe(error)
  })

  it('ends an iterator, too', async () => {
    await using bench = await startFetchBench()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    const iterator = { next: () => new Promise(() => {}), return: async () => (resolve(), { done: true, value: undefined }) }
    const body = { [Symbol.asyncIterator]: () => iterator } as unknown as ReadableStream
    const signal = AbortSignal.abort()
    expect(await outcomeOf(bench.api(bench.url('/echo'), { method: 'POST', body, duplex: 'half', signal } as RequestInit))).toMatchObject({
      name: 'AbortError',
    })
    await ended
  })
})
