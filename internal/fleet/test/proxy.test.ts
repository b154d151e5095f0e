import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startProxy } from '../places/proxy.ts'

/** A server that sends back what it gets, and the proxy in front of it. */
async function setUp() {
  const received: string[] = []
  const server = createServer((socket) => {
    socket.on('error', () => {})
    socket.on('data', (data) => {
      received.push(String(data))
      socket.write(data)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy = await startProxy(() => (server.address() as { port: number }).port)
  const sockets: Socket[] = []
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await proxy[Symbol.asyncDispose]()
    server.close()
  })
  async function open(): Promise<Socket> {
    const socket = connect(proxy.port, '127.0.0.1')
    sockets.push(socket)
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }
  return { proxy, received, open }
}

describe('the proxy', () => {
  it('passes bytes both ways', async () => {
    const { open } = await setUp()
    const socket = await open()
    socket.write('one')
    expect(String((await once(socket, 'data'))[0])).toBe('one')
  })

  it('swallows bytes while it is cut, and opens connections all the same', async () => {
    const { proxy, received, open } = await setUp()
    const before = await open()
    proxy.cut()
    const after = await open()
    for (const socket of [before, after]) {
      socket.write('lost')
      socket.on('data', () => expect.fail('a byte has passed'))
    }
    const ends = [once(before, 'close'), once(after, 'close')]
    for (let turn = 0; turn < 50; turn++) await setImmediate()
    expect(received).toEqual([])
    proxy.mend()
    await Promise.all(ends)
  })

  it('keeps connections that have lost nothing', async () => {
    const { proxy, open } = await setUp()
    const socket = await open()
    socket.write('one')
    await once(socket, 'data')
    proxy.cut()
    proxy.mend()
    socket.write('two')
    expect(String((await once(socket, 'data'))[0])).toBe('two')
  })
})
