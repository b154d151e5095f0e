import { createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** A request of a client: one line of JSON. */
export type KeyValueRequest = { readonly id: number; readonly key: string } & (
  | { readonly operation: 'load' | 'subscribe' }
  | { readonly operation: 'save'; readonly value: string; readonly revision: number; readonly expected: number }
  /** Takes or extends a lease. `ttl`: ms. */
  | { readonly operation: 'lease'; readonly owner: string; readonly ttl: number }
  | { readonly operation: 'release'; readonly owner: string }
)

/** What the server sends: one line of JSON. Without `id`: the key has changed. */
export type KeyValueMessage =
  | { readonly id: number; readonly ok: boolean; readonly value?: string | undefined; readonly now: number }
  | { readonly changed: string }

export interface KeyValueServerOptions {
  /** False: `save` writes whatever the stored revision is. Tests of tests use such a broken server. @default true */
  readonly comparesRevisions?: boolean
  /** How long each response takes, ms. @default 0 */
  readonly delay?: number
}

/** The simplest store that a fleet can share: linearizable, in the memory of one process, over TCP on loopback. */
export interface KeyValueServer extends AsyncDisposable {
  readonly port: number
  /** The keys with their values, as of now. */
  snapshot(): ReadonlyMap<string, string>
  /** Replaces all keys. Clients are not notified. */
  replaceAll(values: ReadonlyMap<string, string>): void
  /** Destroys all connections and listens again on the same port, with the same data, but without leases. */
  restart(pauseBefore: () => Promise<void>): Promise<void>
}

export async function startKeyValueServer({ comparesRevisions = true, delay = 0 }: KeyValueServerOptions = {}): Promise<KeyValueServer> {
  let values = new Map<string, { value: string; revision: number }>()
  const leases = new Map<string, { owner: string; until: number }>()
  const subscribers = new Map<Socket, Set<string>>()
  const server = createServer((socket) => {
    subscribers.set(socket, new Set())
    socket.on('close', () => subscribers.delete(socket))
    const lines = createInterface({ input: socket })
    // The interface passes on what the socket emits.
    for (const emitter of [socket, lines]) emitter.on('error', () => {})
    lines.on('line', (line) => {
      const request = JSON.parse(line) as KeyValueRequest
      const response = { id: request.id, ...perform(request, socket), now: Date.now() }
      if (delay === 0) send(socket, response)
      else setTimeout(() => send(socket, response), delay)
    })
  })
  let port = await listen(0)

  return {
    get port() {
      return port
    },
    snapshot: () => new Map([...values].map(([key, { value }]) => [key, value])),
    replaceAll(next) {
      values = new Map([...next].map(([key, value]) => [key, { value, revision: (JSON.parse(value) as { revision: number }).revision }]))
    },
    async restart(pauseBefore) {
      await close()
      await pauseBefore()
      leases.clear()
      port = await listen(port)
    },
    [Symbol.asyncDispose]: close,
  }

  function perform(request: KeyValueRequest, socket: Socket): { ok: boolean; value?: string | undefined } {
    const { key } = request
    switch (request.operation) {
      case 'load':
        return { ok: true, value: values.get(key)?.value }
      case 'subscribe':
        subscribers.get(socket)?.add(key)
        return { ok: true }
      case 'save': {
        const isExpected = (values.get(key)?.revision ?? 0) === request.expected
        if (comparesRevisions && !isExpected) return { ok: false }
        values.set(key, { value: request.value, revision: request.revision })
        publish(key, socket)
        return { ok: true }
      }
      case 'lease': {
        const lease = leases.get(key)
        if (lease !== undefined && lease.owner !== request.owner && lease.until > performance.now()) return { ok: false }
        leases.set(key, { owner: request.owner, until: performance.now() + request.ttl })
        return { ok: true }
      }
      case 'release':
        if (leases.get(key)?.owner === request.owner) leases.delete(key)
        return { ok: true }
    }
  }

  function publish(key: string, writer: Socket): void {
    for (const [socket, keys] of subscribers) if (socket !== writer && keys.has(key)) send(socket, { changed: key })
  }

  function listen(wanted: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host: '127.0.0.1', port: wanted }, () => {
        const address = server.address()
        resolve(typeof address === 'object' && address !== null ? address.port : wanted)
      })
    })
  }

  function close(): Promise<void> {
    return new Promise((done) => {
      server.close(() => done())
      for (const socket of subscribers.keys()) socket.destroy()
    })
  }
}

function send(socket: Socket, message: KeyValueMessage): void {
  if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`)
}
