import { createReadStream } from 'node:fs'
import { PassThrough } from 'node:stream'
import { createGate, outcomeOf } from '@everbearer/testing/bench'
import { type AxiosRequestConfig, create } from 'axios'
import NodeFormData from 'form-data'
import { describe, expect, it } from 'vitest'
import { type AxiosBench, startAxiosBench } from './support.ts'

interface HeldBench extends AxiosBench {
  readonly open: () => void
  readonly asked: () => Promise<void>
}

/** A bench whose token comes once `open` is called. */
async function startHeldBench(axios: AxiosRequestConfig = { adapter: 'http' }): Promise<HeldBench> {
  const gate = createGate()
  let asked = 0
  const source = (real: { obtain?: (context: never) => unknown }): object => ({
    async obtain(context: never) {
      asked++
      await gate.opened
      return real.obtain!(context)
    },
  })
  const bench = await startAxiosBench({ axios, source: source as never })
  return { ...bench, open: gate.open, asked: () => expect.poll(() => asked).toBe(1) }
}

const missingFile = '/nowhere/at/all'

/** What an error says, to compare with axios's own. */
function wordsOf(error: unknown): unknown {
  const { name, message, code, cause, isAxiosError } = error as Error & { code?: string; isAxiosError?: boolean }
  return { name, message, code, isAxiosError, cause: (cause as Error | undefined)?.message }
}

const failures: [kind: string, make: () => { body: unknown; fail: () => void }][] = [
  ['a file that does not exist', () => ({ body: createReadStream(missingFile), fail: () => {} })],
  [
    'a stream that is destroyed',
    () => {
      const body = new PassThrough()
      return { body, fail: () => void body.destroy() }
    },
  ],
  [
    'a stream that breaks',
    () => {
      const body = new PassThrough()
      return { body, fail: () => void body.destroy(new Error('broken off')) }
    },
  ],
]

describe('a streamed body that fails while its request waits for a token', () => {
  it.each(failures)('(%s) rejects the request as axios does, without waiting for the token', async (_kind, make) => {
    await using bench = await startHeldBench()
    const bare = make()
    const unwrapped = outcomeOf(create({ adapter: 'http' }).post(bench.url('/open'), bare.body))
    bare.fail()
    const { body, fail } = make()
    const pending = outcomeOf(bench.api.post('/echo', body))
    await bench.asked()
    fail()
    expect(wordsOf(await pending)).toEqual(wordsOf(await unwrapped))
    bench.open()
    expect((await bench.api.get('/echo')).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiOk: 1 })
  })

  it('(a file in a form-data form, which keeps the error until the form is sent) rejects the request then', async () => {
    await using bench = await startHeldBench()
    const form = new NodeFormData()
    form.append('file', createReadStream(missingFile))
    const pending = outcomeOf(bench.api.post('/echo', form))
    await bench.asked()
    bench.open()
    expect(await pending).toMatchObject({ isAxiosError: true, code: 'ENOENT' })
  })

  it.each(['http', 'fetch'])('(by the %s adapter) is never sent, though the token comes in the same moment', async (adapter) => {
    await using bench = await startHeldBench({ adapter })
    const body = new PassThrough()
    const pending = outcomeOf(bench.api.post('/echo', body))
    await bench.asked()
    bench.auth.on('refresh', () => void body.destroy(new Error('broken off')))
    bench.open()
    expect(await pending).toMatchObject({ isAxiosError: true })
    expect(bench.counts().apiOk).toBe(0)
  })
})

describe('a streamed body whose request is aborted while it waits for a token', () => {
  it('is left to the caller, as axios does, and may fail later', async () => {
    await using bench = await startHeldBench()
    const controller = new AbortController()
    const body = new PassThrough()
    const pending = outcomeOf(bench.api.post('/echo', body, { signal: controller.signal }))
    await bench.asked()
    controller.abort()
    expect(await pending).toMatchObject({ code: 'ERR_CANCELED', message: 'canceled' })
    expect(body.destroyed).toBe(false)
    body.destroy(new Error('broken off'))
    await expect.poll(() => body.closed).toBe(true)
    bench.open()
  })
})

describe('a streamed body that stays whole while its request waits for a token', () => {
  it.each(['http', 'fetch'])('(by the %s adapter) arrives', async (adapter) => {
    await using bench = await startHeldBench({ adapter })
    const body = new PassThrough()
    const pending = bench.api.post<{ bodyLength: number }>('/echo', body)
    await bench.asked()
    body.end('whole')
    bench.open()
    expect((await pending).data.bodyLength).toBe(5)
  })
})
