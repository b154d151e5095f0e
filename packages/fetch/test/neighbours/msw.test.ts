import { http, HttpResponse, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { afterEach, describe, expect, it } from 'vitest'
import { withBearer } from '../../src/index.ts'
import { startFetchBench } from '../support.ts'

const server = setupServer()
afterEach(() => server.close())

describe.each(['before', 'after'])('msw that listens %s fetch is wrapped', (order) => {
  it('sees both attempts with their tokens, and the caller one answer', async () => {
    await using bench = await startFetchBench()
    const listen = (): void => server.listen({ onUnhandledFrame: 'bypass' })
    if (order === 'before') listen()
    const api = withBearer(fetch, bench.auth)
    if (order === 'after') listen()
    const seen: (string | null)[] = []
    server.use(
      http.post(bench.url('/mocked'), async ({ request }) => {
        seen.push(`${request.headers.get('authorization')} ${await request.text()}`)
        return seen.length === 1 ? new HttpResponse(null, { status: 401 }) : HttpResponse.json({ mocked: true })
      }),
    )
    const answer = await api(bench.url('/mocked'), { method: 'POST', body: 'x' })
    expect(await answer.json()).toEqual({ mocked: true })
    expect(seen).toEqual(bench.issued.map((token) => `Bearer ${token} x`))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 0 })
  })

  it('lets through what it does not mock', async () => {
    await using bench = await startFetchBench()
    if (order === 'before') server.listen({ onUnhandledFrame: 'bypass' })
    const api = withBearer(fetch, bench.auth)
    if (order === 'after') server.listen({ onUnhandledFrame: 'bypass' })
    server.use(http.all('*', () => passthrough()))
    expect((await api(bench.url('/echo?reject=1'))).status).toBe(200)
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 2 })
  })
})
