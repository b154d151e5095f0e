import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type AxiosBench, startAxiosBench } from '../support.ts'

const server = setupServer()
beforeAll(() => server.listen({ onUnhandledFrame: 'bypass' }))
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

/** Refuses the first attempt. */
function mocked(bench: AxiosBench, seen: (string | null)[]): void {
  server.use(
    http.get(bench.url('/mocked'), ({ request }) => {
      const authorization = request.headers.get('authorization')
      seen.push(authorization)
      return seen.length === 1 ? new HttpResponse(null, { status: 401 }) : HttpResponse.json({ mocked: true })
    }),
  )
}

describe.each(['http', 'fetch'])("msw in front of axios's %s adapter", (adapter) => {
  it('sees both attempts with their tokens, and the caller one answer', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    const seen: (string | null)[] = []
    mocked(bench, seen)
    expect((await bench.api.get('/mocked')).data).toEqual({ mocked: true })
    expect(seen).toEqual(bench.issued.map((token) => `Bearer ${token}`))
    expect(bench.counts()).toMatchObject({ tokenRequests: 2, apiRequests: 0 })
  })

  it('may stand in for the token endpoint', async () => {
    await using bench = await startAxiosBench({ axios: { adapter } })
    server.use(http.post(bench.testbed.tokenEndpoint, () => HttpResponse.json({ error: 'invalid_client' }, { status: 401 })))
    await expect(bench.api.get('/echo')).rejects.toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED' })
    expect(bench.counts()).toMatchObject({ tokenRequests: 0, apiRequests: 0 })
  })
})
