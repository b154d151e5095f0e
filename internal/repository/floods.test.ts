import { withBearer as axiosWithBearer } from '@everbearer/axios'
import { type Coordinator, createCoordinator } from '@everbearer/core'
import { withBearer as fetchWithBearer } from '@everbearer/fetch'
import { withBearer as kyWithBearer } from '@everbearer/ky'
import { withBearer as ofetchWithBearer } from '@everbearer/ofetch'
import axios from 'axios'
import ky from 'ky'
import { createFetch } from 'ofetch'
import { describe, expect, test } from 'vitest'
import { type Flood, type FloodingServer, startFloodingServer } from './flooding-server.ts'

/** Sends a request and resolves with its status, the body unread; a stream can be sent once. */
type Send = (url: string, signal: AbortSignal, stream?: ReadableStream) => Promise<number>

const clients: Record<string, (auth: Coordinator) => Send> = {
  axios(auth) {
    const client = axiosWithBearer(axios.create({ adapter: 'fetch', validateStatus: () => true, responseType: 'stream' }), auth)
    return async (url, signal, stream) => {
      const { status, data } = await (stream === undefined
        ? client.get<ReadableStream>(url, { signal })
        : client.post<ReadableStream>(url, stream, { signal }))
      return leave({ status, body: data })
    }
  },
  fetch(auth) {
    const client = fetchWithBearer(fetch, auth)
    return async (url, signal, stream) => leave(await client(url, { signal, ...upload(stream) }))
  },
  ky(auth) {
    const client = kyWithBearer(ky.create({ retry: 0, throwHttpErrors: false }), auth)
    return async (url, signal, stream) => leave(await client(url, { signal, ...upload(stream) }))
  },
  ofetch(auth) {
    const client = ofetchWithBearer(createFetch(), auth)
    return async (url, signal, stream) =>
      leave(await client.raw(url, { signal, retry: 0, ignoreResponseError: true, responseType: 'stream', ...upload(stream) }))
  },
}

function leave({ status, body }: { readonly status: number; readonly body: ReadableStream | null }): number {
  void body?.cancel().catch(() => {})
  return status
}

const mostTokenRequests = 12
const count = 100

describe.for(Object.keys(clients))('100 requests by %s', (name) => {
  test.for<[flood: Flood, made: string, status: number, stream?: () => ReadableStream]>([
    ['a big body', 'in a row', 401],
    ['rejections', 'in a row', 401],
    ['rejections', 'uploads of a stream in a row', 401, oneByte],
    ['one bad node of two', 'in a row', 200],
    ['tiny lifetimes', 'in a row', 200],
  ])('(%s: %s) cause 12 token requests at most', async ([flood, , status, stream]) => {
    await using server = await startFloodingServer(flood)
    const send = clients[name]!(createAuth(server))
    const { signal } = new AbortController()
    for (let sent = 0; sent < count; sent++) expect(await send(`${server.origin}/${sent}`, signal, stream?.())).toBe(status)
    expect(server.apiRequests).toBeGreaterThanOrEqual(count)
    expect(server.tokenRequests).toBeLessThanOrEqual(mostTokenRequests)
  })
})

// The server holds each connection for five seconds: the clients wait at the same time.
test.concurrent.for(Object.keys(clients))(
  '100 requests by %s (side by side, rejected with a body that does not end) cause 12 token requests at most',
  async (name) => {
    await using server = await startFloodingServer('an endless body')
    const send = clients[name]!(createAuth(server))
    const { signal } = new AbortController()
    const statuses = await Promise.all(Array.from({ length: count }, (_, sent) => send(`${server.origin}/${sent}`, signal)))
    expect(new Set(statuses)).toEqual(new Set([401]))
    expect(server.tokenRequests).toBeLessThanOrEqual(mostTokenRequests)
  },
)

function createAuth(server: FloodingServer): Coordinator {
  return createCoordinator({
    origins: [server.origin],
    source: async ({ signal }) =>
      (await fetch(`${server.origin}/token`, { method: 'POST', signal })).json() as Promise<{ access_token: string }>,
  })
}

function upload(stream: ReadableStream | undefined): RequestInit {
  return stream === undefined ? {} : ({ method: 'POST', body: stream, duplex: 'half' } as RequestInit)
}

function oneByte(): ReadableStream {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(1))
      controller.close()
    },
  })
}
