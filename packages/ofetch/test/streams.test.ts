import { startBench } from '@everbearer/testing/bench'
import { ofetch } from 'ofetch'
import { expect, it, vi } from 'vitest'
import { withBearer } from '../src/index.ts'

it.each([
  ['the first attempt', ''],
  ['a replay', '&reject=1'],
])('an abort ends the streamed response of %s, also with a time-out', { timeout: 10_000 }, async (_attempt, query) => {
  await using bench = await startBench()
  await bench.auth.getToken()
  const caller = new AbortController()
  const api = withBearer(ofetch, bench.auth)
  const { body } = await api.raw(bench.url(`/stall?bytes=5000${query}`), { responseType: 'stream', signal: caller.signal, timeout: 5_000 })
  const reader = body!.getReader()
  await reader.read()
  const next = reader.read()
  const reason = new Error('enough')
  caller.abort(reason)
  await expect(next).rejects.toBe(reason)
})

it('a call leaves as many listeners at the signal of its caller as without us', async () => {
  await using bench = await startBench()
  await bench.auth.getToken()
  const api = withBearer(ofetch, bench.auth)
  expect(await listenersLeftBy(api)).toBe(await listenersLeftBy(ofetch))

  async function listenersLeftBy(client: typeof ofetch): Promise<number> {
    const { signal } = new AbortController()
    const added = vi.spyOn(signal, 'addEventListener')
    const removed = vi.spyOn(signal, 'removeEventListener')
    await client(bench.url('/open'), { signal, timeout: 5_000 })
    await client(bench.url('/nowhere'), { signal, timeout: 5_000, ignoreResponseError: true })
    return added.mock.calls.length - removed.mock.calls.length
  }
})
