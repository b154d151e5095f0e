import { createReadStream } from 'node:fs'
import { createGate, outcomeOf } from '@everbearer/testing/bench'
import { expect, it } from 'vitest'
import { startKyBench } from './support.ts'

it.each([0, 2])(
  'a file that is missing rejects a request that waits for a token, with %s retries, and is no uncaught exception',
  async (limit) => {
    const gate = createGate()
    await using bench = await startKyBench({
      source: ({ obtain }) => ({ obtain: async (context) => (await gate.opened, obtain!(context)) }),
    })
    const body = createReadStream(new URL('missing', import.meta.url))
    const sent = outcomeOf(bench.api.post(bench.url('/echo'), { body: body as unknown as ReadableStream, retry: limit }))
    await new Promise((resolve) => body.once('close', () => resolve(undefined)))
    gate.open()
    expect(await sent).toMatchObject({ name: 'NetworkError', cause: { name: 'TypeError', cause: { code: 'ENOENT' } } })
    expect(bench.counts()).toMatchObject({ apiRequests: 0 })
  },
)
