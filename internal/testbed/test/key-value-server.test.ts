import { connect, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type KeyValueMessage, type KeyValueRequest, type KeyValueServerOptions, startKeyValueServer } from '../src/index.ts'

type Response = Extract<KeyValueMessage, { readonly ok: boolean }>
type Request = KeyValueRequest extends infer One ? (One extends KeyValueRequest ? Omit<One, 'id' | 'key'> : never) : never

async function setUp(options?: KeyValueServerOptions) {
  const server = await startKeyValueServer(options)
  onTestFinished(() => server[Symbol.asyncDispose]())
  const open = async () => {
    const socket: Socket = connect(server.port, '127.0.0.1')
    const messages: KeyValueMessage[] = []
    const lines = createInterface({ input: socket })
    for (const emitter of [socket, lines]) emitter.on('error', () => {})
    lines.on('line', (line) => messages.push(JSON.parse(line) as KeyValueMessage))
    await once(socket, 'connect')
    onTestFinished(() => void socket.destroy())
    let count = 0
    const ask = async (request: Request): Promise<Response> => {
      const id = ++count
      socket.write(`${JSON.stringify({ id, key: 'k', ...request })}\n`)
      return await expect
        .poll(() => messages.find((message): message is Response => 'id' in message && message.id === id))
        .toBeDefined()
        .then(() => messages.find((message): message is Response => 'id' in message && message.id === id)!)
    }
    return { ask, messages, socket }
  }
  return { server, open }
}

const save = (value: string, expected: number): Request => ({
  operation: 'save',
  value: JSON.stringify({ value, revision: expected + 1 }),
  revision: expected + 1,
  expected,
})

describe('the key-value server', () => {
  it('saves if the revision is the expected one', async () => {
    const { open } = await setUp()
    const { ask } = await open()
    expect(await ask({ operation: 'load' })).toMatchObject({ ok: true, now: expect.any(Number) as number })
    expect((await ask(save('a', 0))).ok).toBe(true)
    expect((await ask(save('b', 0))).ok).toBe(false)
    expect((await ask(save('c', 1))).ok).toBe(true)
    expect((await ask({ operation: 'load' })).value).toContain('"c"')
  })

  it('saves whatever the revision is, if it is to be broken', async () => {
    const { open } = await setUp({ comparesRevisions: false })
    const { ask } = await open()
    await ask(save('a', 0))
    expect((await ask(save('b', 0))).ok).toBe(true)
  })

  it('gives a lease to one owner, until its end or its release', async () => {
    const { open } = await setUp()
    const { ask } = await open()
    const lease = async (owner: string, ttl: number): Promise<boolean> => (await ask({ operation: 'lease', owner, ttl })).ok
    expect(await lease('one', 60_000)).toBe(true)
    expect(await lease('other', 60_000)).toBe(false)
    expect(await lease('one', 60_000)).toBe(true)
    await ask({ operation: 'release', owner: 'other' })
    expect(await lease('other', 60_000)).toBe(false)
    await ask({ operation: 'release', owner: 'one' })
    expect(await lease('other', 0)).toBe(true)
    expect(await lease('one', 60_000)).toBe(true)
  })

  it('notifies other subscribers of a change', async () => {
    const { open } = await setUp()
    const [one, other] = [await open(), await open()]
    for (const { ask } of [one, other]) await ask({ operation: 'subscribe' })
    await one.ask(save('a', 0))
    await expect.poll(() => other.messages.at(-1)).toEqual({ changed: 'k' })
    expect(one.messages).not.toContainEqual({ changed: 'k' })
  })

  it('restarts on the same port, with its data and without its connections', async () => {
    const { server, open } = await setUp()
    const { ask, socket } = await open()
    await ask(save('a', 0))
    const { port } = server
    const closed = once(socket, 'close')
    await server.restart(async () => void (await closed))
    expect(server.port).toBe(port)
    expect((await (await open()).ask({ operation: 'load' })).value).toContain('"a"')
  })

  it('can go back to what it had before', async () => {
    const { server, open } = await setUp()
    const { ask } = await open()
    await ask(save('a', 0))
    const before = server.snapshot()
    await ask(save('b', 1))
    server.replaceAll(before)
    expect((await ask({ operation: 'load' })).value).toContain('"a"')
    expect((await ask(save('c', 1))).ok).toBe(true)
  })
})
