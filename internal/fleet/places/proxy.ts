import { connect, createServer, type Socket } from 'node:net'

/** A TCP proxy on loopback that can swallow everything. */
export interface Proxy extends AsyncDisposable {
  readonly port: number
  /** From now on, connections open and stay open, and no byte passes in either direction. */
  readonly cut: () => void
  /** Lets bytes pass again. The connections that lost bytes are destroyed. */
  readonly mend: () => void
}

/** @param target - the port on loopback that the proxy connects to */
export async function startProxy(target: () => number): Promise<Proxy> {
  let isCut = false
  const pairs = new Set<{ readonly sockets: readonly Socket[]; hasLostBytes: boolean }>()
  const server = createServer((client) => {
    const upstream = connect({ host: '127.0.0.1', port: target() })
    const pair = { sockets: [client, upstream], hasLostBytes: false }
    pairs.add(pair)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true)
      from.on('data', (bytes) => {
        if (isCut) pair.hasLostBytes = true
        else to.write(bytes)
      })
      from.on('error', () => {})
      from.on('close', () => {
        // The other side learns nothing while the network is cut.
        if (isCut) {
          pair.hasLostBytes = true
          return
        }
        to.destroy()
        pairs.delete(pair)
      })
    }
  })
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

  function destroy(isDoomed: (pair: { readonly hasLostBytes: boolean }) => boolean): void {
    for (const pair of pairs) {
      if (!isDoomed(pair)) continue
      for (const socket of pair.sockets) socket.destroy()
      pairs.delete(pair)
    }
  }

  return {
    port,
    cut() {
      isCut = true
    },
    mend() {
      isCut = false
      destroy(({ hasLostBytes }) => hasLostBytes)
    },
    [Symbol.asyncDispose]: () =>
      new Promise((done) => {
        server.close(() => done())
        destroy(() => true)
      }),
  }
}
