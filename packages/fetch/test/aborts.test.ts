import { createGate, outcomeOf } from '@everbearer/testing/bench'
import { describe, expect, it } from 'vitest'
import { startFetchBench } from './support.ts'

class Reason extends Error {}

describe("an abort rejects with the signal's own reason", () => {
  it('in a Request, too, while it waits for the token', async () => {
    const gate = createGate()
    const asked = createGate()
    await using bench = await startFetchBench({
      source: (real) => ({
        async obtain(context) {
          asked.open()
          await gate.opened
          return real.obtain!(context)
        },
      }),
    })
    const controller = new AbortController()
    const { signal } = controller
    const first = outcomeOf(bench.api(new Request(bench.url('/1'), { signal })))
    const second = bench.api(bench.url('/2'))
    await asked.opened
    const reason = new Reason()
    controller.abort(reason)
    expect(await first).toBe(reason)
    gate.open()
    expect((await second).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it.each([null, 0, ''])('be it %j, before there is a token and while it is waited for', async (reason) => {
    await using bench = await startFetchBench()
    expect(await outcomeOf(bench.api(bench.url('/echo'), { signal: AbortSignal.abort(reason) }))).toBe(reason)
    const controller = new AbortController()
    const waiting = outcomeOf(bench.api(bench.url('/echo'), { signal: controller.signal }))
    controller.abort(reason)
    expect(await waiting).toBe(reason)
  })

  it('of AbortSignal.timeout(), whose clock runs on while the token is waited for', async () => {
    await using bench = await startFetchBench()
    bench.testbed.failTokenEndpoint({ kind: 'hang' })
    const error = await outcomeOf(bench.api(bench.url('/echo'), { signal: AbortSignal.timeout(20) }))
    expect(error).toMatchObject({ name: 'TimeoutError' })
    expect(bench.counts().apiRequests).toBe(0)
  })
})

describe('an abort after the end', () => {
  it('harms nobody, and a signal that outlives its requests keeps no listeners of ours', async () => {
    await using bench = await startFetchBench()
    const controller = new AbortController()
    const { signal } = controller
    let listening = 0
    const spied = Object.assign(signal, {
      addEventListener(...args: Parameters<AbortSignal['addEventListener']>) {
        listening++
        AbortSignal.prototype.addEventListener.apply(signal, args)
      },
      removeEventListener(...args: Parameters<AbortSignal['removeEventListener']>) {
        listening--
        AbortSignal.prototype.removeEventListener.apply(signal, args)
      },
    })
    for (let request = 0; request < 3; request++) {
      await bench.auth.getToken({ signal: spied })
      bench.elapse(300_000)
    }
    expect(listening).toBe(0)
    controller.abort()
  })
})
