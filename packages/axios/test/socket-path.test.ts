import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { startAxiosBench } from './support.ts'

/** Leads from a Unix socket to a TCP port. */
async function openSocket(port: number): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-'))
  const path = join(folder, 'api.sock')
  const server = createServer((socket) => {
    const peer = connect(port, '127.0.0.1')
    socket.pipe(peer).pipe(socket)
    socket.on('error', () => peer.destroy())
    peer.on('error', () => socket.destroy())
  }).listen(path)
  await once(server, 'listening')
  return {
    path,
    async [Symbol.asyncDispose]() {
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

describe('over a Unix socket', () => {
  it('a 401 refreshes the token, and the request is replayed', async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http' } })
    await using socket = await openSocket(Number(new URL(bench.testbed.api).port))
    const { status } = await bench.api.get('/echo?reject=1', { socketPath: socket.path })
    expect(status).toBe(200)
    expect(bench.testbed.requests).toMatchObject([
      { status: 401, tokenNumber: 1 },
      { status: 200, tokenNumber: 2 },
    ])
  })

  it('a 401 refreshes the token where redirects are off', async () => {
    await using bench = await startAxiosBench({ axios: { adapter: 'http', maxRedirects: 0 } })
    await using socket = await openSocket(Number(new URL(bench.testbed.api).port))
    expect((await bench.api.get('/echo?reject=1', { socketPath: socket.path })).status).toBe(200)
  })
})
