import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { EverbearerError, withBearer } from '@everbearer/fetch'
import { startBench } from '@everbearer/testing/bench'
import { describeNeighbour } from '@everbearer/testing/neighbour'
import { createTRPCClient, httpBatchLink, httpLink, TRPCClientError } from '@trpc/client'
import { initTRPC, TRPCError } from '@trpc/server'
import { createHTTPServer } from '@trpc/server/adapters/standalone'
import { describe, expect, it } from 'vitest'

const trpc = initTRPC.context<{ readonly api: string; readonly authorization: string }>().create()
const codes = { 401: 'UNAUTHORIZED', 404: 'NOT_FOUND' } as const

const router = trpc.router({
  greeting: trpc.procedure.query(() => 'hello'),
  order: trpc.procedure.input(Number).query(async ({ input, ctx: { api, authorization } }) => {
    const response = await fetch(`${api}/orders/${input}`, { headers: { authorization } })
    if (!response.ok) throw new TRPCError({ code: codes[response.status as keyof typeof codes] })
    return (await response.json()) as { readonly method: string }
  }),
})

/** A server of tRPC before the API, which passes the token on. */
async function listen(api: string, onEnd: (end: () => unknown) => void): Promise<string> {
  const server = createHTTPServer({ router, createContext: ({ req }) => ({ api, authorization: req.headers.authorization ?? '' }) })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onEnd(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe.each([
  ['httpLink', httpLink, 1],
  ['httpBatchLink', httpBatchLink, 50],
])('%s', (_name, link, batch) => {
  describeNeighbour('@trpc/client', {
    batch,
    coordinator: { origins: ({ hostname }) => hostname === '127.0.0.1' },
    async start(bench, onEnd) {
      const url = await listen(bench.testbed.api, onEnd)
      const api = withBearer(fetch, bench.auth)
      // The types of tRPC's options of fetch are wider than those of fetch.
      const client = createTRPCClient<typeof router>({ links: [link({ url, fetch: (to, init) => api(to, init as RequestInit) })] })
      return (index) => client.order.query(index)
    },
    isOwnError: (error, status) => error instanceof TRPCClientError && error.data?.httpStatus === status,
    isOurError: (error) => error instanceof TRPCClientError && error.cause instanceof EverbearerError,
  })
})

describe('a batch of tRPC that mixes results', () => {
  it.each([
    ['is the caller’s', undefined, [{ status: 'rejected' }, { status: 'fulfilled', value: 'hello' }]],
    ['is replayed if `rejectsToken` looks into it', hasUnauthorized, [{ status: 'fulfilled' }, { status: 'fulfilled', value: 'hello' }]],
  ])('%s', async (_name, rejectsToken, expected) => {
    const ends: (() => unknown)[] = []
    await using bench = await startBench({ coordinator: { origins: ({ hostname }) => hostname === '127.0.0.1' } })
    const url = await listen(bench.testbed.api, (end) => ends.push(end))
    const statuses: number[] = []
    const counted = async (...args: Parameters<typeof fetch>): Promise<Response> => {
      const response = await fetch(...args)
      statuses.push(response.status)
      return response
    }
    const api = withBearer(counted, bench.auth, { rejectsToken })
    const client = createTRPCClient<typeof router>({ links: [httpBatchLink({ url, fetch: (to, init) => api(to, init as RequestInit) })] })
    await client.order.query(1)
    bench.testbed.revokeAccessTokens()
    expect(await Promise.allSettled([client.order.query(2), client.greeting.query()])).toMatchObject(expected)
    expect(statuses).toEqual(rejectsToken === undefined ? [200, 207] : [200, 207, 200])
    for (const end of ends) await end()
  })
})

/** As docs/guide/works-with/trpc.md has it. */
async function hasUnauthorized(response: Response): Promise<boolean> {
  return response.status === 207 && (await response.clone().text()).includes('"UNAUTHORIZED"')
}
