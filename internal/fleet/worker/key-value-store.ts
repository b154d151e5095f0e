import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { Lease, StoredToken, StoreDefinition } from '@everbearer/core'
import type { KeyValueMessage, KeyValueRequest } from '@everbearer/testbed'

export interface KeyValueStoreOptions {
  readonly port: number
  readonly key: string
  /** Time limit for one call, ms. */
  readonly timeout: number
  /** How long a source that can obtain waits for another process, ms. */
  readonly leaseWait: number
  /** How long a lease lasts without a heartbeat, ms. */
  readonly leaseTime: number
}

type Response = Extract<KeyValueMessage, { readonly ok: boolean }>
type Call = KeyValueRequest extends infer One ? (One extends KeyValueRequest ? Omit<One, 'id' | 'key'> : never) : never

/** A store on the testbed's key-value server. */
export function keyValueStore({ port, key, timeout, leaseWait, leaseTime }: KeyValueStoreOptions): StoreDefinition {
  const listeners = new Set<() => void>()
  const owner = crypto.randomUUID()
  let socket: Socket | undefined
  let count = 0
  const waiting = new Map<number, { resolve: (response: Response) => void; reject: (error: Error) => void }>()

  return {
    timeout,
    leaseWait,
    async load() {
      const { value, now } = await call({ operation: 'load' })
      return { record: value === undefined ? undefined : (JSON.parse(value) as StoredToken), now }
    },
    async save(next, expected) {
      const { ok } = await call({ operation: 'save', value: JSON.stringify(next), revision: next.revision, expected })
      return ok
    },
    lease,
    subscribe(listener) {
      listeners.add(listener)
      void call({ operation: 'subscribe' }).catch(() => {})
      return () => void listeners.delete(listener)
    },
  }

  function open(): Socket {
    if (socket !== undefined && !socket.destroyed) return socket
    const opened = connect({ host: '127.0.0.1', port, noDelay: true })
    socket = opened
    opened.unref()
    const lines = createInterface({ input: opened })
    // The interface passes on what the socket emits.
    for (const emitter of [opened, lines]) emitter.on('error', () => {})
    opened.on('close', () => {
      for (const { reject } of waiting.values()) reject(new Error('The connection has ended.'))
      waiting.clear()
    })
    lines.on('line', (line) => onMessage(JSON.parse(line) as KeyValueMessage))
    if (listeners.size > 0) {
      void call({ operation: 'subscribe' }).catch(() => {})
      // Changes may have been missed.
      for (const listener of listeners) listener()
    }
    return opened
  }

  function onMessage(message: KeyValueMessage): void {
    if ('changed' in message) {
      for (const listener of listeners) listener()
      return
    }
    waiting.get(message.id)?.resolve(message)
    waiting.delete(message.id)
  }

  async function call(request: Call): Promise<Response> {
    const connection = open()
    const id = ++count
    const timer = setTimeout(() => connection.destroy(), timeout)
    try {
      return await new Promise<Response>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        connection.write(`${JSON.stringify({ id, key, ...request })}\n`)
      })
    } finally {
      clearTimeout(timer)
    }
  }

  async function lease(signal: AbortSignal): Promise<Lease | undefined> {
    while (!signal.aborted) {
      const asked = performance.now()
      const { ok } = await call({ operation: 'lease', owner, ttl: leaseTime })
      if (ok) return keepAlive(asked)
      await pause(leaseTime / 50, undefined, { signal }).catch(() => {})
    }
    return undefined
  }

  function keepAlive(since: number): Lease {
    const lost = new AbortController()
    let extended = since
    const heartbeat = setInterval(() => void extend(), leaseTime / 5)
    heartbeat.unref()
    return {
      lost: lost.signal,
      async release() {
        clearInterval(heartbeat)
        if (!lost.signal.aborted) await call({ operation: 'release', owner })
      },
    }

    async function extend(): Promise<void> {
      const asked = performance.now()
      // The process may have been stopped for a while, or the store may be away.
      if (asked - extended >= leaseTime) return end()
      const ok = await call({ operation: 'lease', owner, ttl: leaseTime }).then(
        (response) => response.ok,
        () => undefined,
      )
      if (ok === false) end()
      else if (ok) extended = asked
    }

    function end(): void {
      clearInterval(heartbeat)
      lost.abort(new Error('The lease has expired.'))
    }
  }
}
