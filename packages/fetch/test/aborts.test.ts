import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createGate, outcomeOf, startBench } from './support.ts'

class Reason extends Error {}

describe("an abort rejects with the signal's own reason", () => {
  it('before anything is sent', async () => {
    await using bench = await startBench()
    const reason = new Reason()
    expect(await outcomeOf(bench.api(bench.url('/echo'), { signal: AbortSignal.abort(reason) }))).toBe(reason)
    await bench.api(bench.url('/warm'))
    expect(await outcomeOf(bench.api(bench.url('/echo'), { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(await outcomeOf(bench.api(bench.url('/echo'), { signal: AbortSignal.abort() }))).toMatchObject({ name: 'AbortError' })
    expect(bench.counts().apiRequests).toBe(1)
  })

  it.each(['init', 'Request'])('while it waits for the token (signal in %s); the refresh goes on and serves the others', async (place) => {
    const gate = createGate()
    const asked = createGate()
    await using bench = await startBench({
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
    const first = outcomeOf(place === 'init' ? bench.api(bench.url('/1'), { signal }) : bench.api(new Request(bench.url('/1'), { signal })))
    const second = bench.api(bench.url('/2'))
    await asked.opened
    const reason = new Reason()
    controller.abort(reason)
    expect(await first).toBe(reason)
    gate.open()
    expect((await second).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 1, apiRequests: 1 })
  })

  it('during the request', async () => {
    await using bench = await startBench()
    const controller = new AbortController()
    const pending = outcomeOf(bench.api(bench.url('/echo?delay=10000'), { signal: controller.signal }))
    await expect.poll(() => bench.counts().apiRequests).toBe(1)
    const reason = new Reason()
    controller.abort(reason)
    expect(await pending).toBe(reason)
  })

  it('during the refresh after a 401; the refresh goes on and serves the others', async () => {
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
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    const controller = new AbortController()
    const first = outcomeOf(bench.api(bench.url('/1'), { signal: controller.signal }))
    const second = bench.api(bench.url('/2'))
    await expect.poll(() => [asked, bench.counts().apiUnauthorized]).toEqual([2, 2])
    const reason = new Reason()
    controller.abort(reason)
    expect(await first).toBe(reason)
    gate.open()
    expect((await second).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 4, apiUnauthorized: 2 })
  })

  it('during the replay', async () => {
    await using bench = await startBench()
    await bench.api(bench.url('/warm'))
    bench.testbed.revokeAccessTokens()
    bench.auth.on('replay', () => void bench.testbed.failApi({ kind: 'hang' }))
    const controller = new AbortController()
    const pending = outcomeOf(bench.api(bench.url('/echo'), { signal: controller.signal }))
    await expect.poll(() => bench.counts().apiRequests).toBe(3)
    const reason = new Reason()
    controller.abort(reason)
    expect(await pending).toBe(reason)
  })

  it('while the body of the 401 trickles in', async () => {
    const refused = createGate()
    await using server = await serve((_request, response) => {
      response.writeHead(401).write('the rest never comes')
    })
    await using bench = await startBench({
      coordinator: { origins: [server.origin] },
      async fetch(input, init) {
        const response = await fetch(input, init)
        refused.open()
        return response
      },
    })
    const controller = new AbortController()
    const pending = outcomeOf(bench.api(server.origin, { signal: controller.signal }))
    await refused.opened
    await setImmediate()
    const reason = new Reason()
    controller.abort(reason)
    expect(await pending).toBe(reason)
  })

  it('of AbortSignal.timeout(), whose clock runs on while the token is waited for', async () => {
    await using bench = await startBench()
    bench.testbed.failTokenEndpoint({ kind: 'hang' })
    const error = await outcomeOf(bench.api(bench.url('/echo'), { signal: AbortSignal.timeout(20) }))
    expect(error).toMatchObject({ name: 'TimeoutError' })
    expect(bench.counts().apiRequests).toBe(0)
  })
})

describe('an abort after the end', () => {
  it('breaks off the body that is being read, as natively', async () => {
    await using bench = await startBench()
    const nameOfAbort = async (send: typeof fetch, headers: Record<string, string> = {}): Promise<unknown> => {
      const controller = new AbortController()
      const url = bench.url('/stream?chunks=1000&bytes=65536&reject=1')
      const response = await send(url, { signal: controller.signal, headers })
      controller.abort(new Reason())
      const error = (await outcomeOf(response.text())) as Error
      return error.name
    }
    const ours = await nameOfAbort(bench.api)
    const { accessToken } = await bench.auth.getToken()
    // Node 22 breaks off with an AbortError, later ones with the reason.
    expect(ours).toBe(await nameOfAbort(fetch, { authorization: `Bearer ${accessToken}` }))
    expect(bench.counts()).toMatchObject({ apiUnauthorized: 1 })
  })

  it('harms nobody, and a signal that outlives its requests keeps no listeners of ours', async () => {
    await using bench = await startBench()
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

async function serve(listener: RequestListener): Promise<AsyncDisposable & { readonly origin: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
