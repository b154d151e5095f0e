import { PassThrough, Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { copyUnreadData } from '../src/unread-data.ts'

type Chunks = AsyncIterator<Uint8Array>

/** A stream, what the caller keeps of it, and the copy's chunks. */
function split(source: Readable = new PassThrough()): { source: PassThrough; kept: Readable; copy: Chunks } {
  const response: { data: unknown } = { data: source }
  const copy = copyUnreadData(response) as AsyncIterable<Uint8Array>
  return { source: source as PassThrough, kept: response.data as Readable, copy: copy[Symbol.asyncIterator]() }
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of stream) text += `[${Buffer.from(chunk).toString()}]`
  return text
}

describe("a copy of a Node stream's body leaves the stream itself whole", () => {
  it('to a caller who reads it after the copy was read to its end', async () => {
    const { kept, copy } = split(Readable.from([Buffer.from('one'), Buffer.from('two')]))
    for (let result = await copy.next(); result.done !== true; result = await copy.next());
    expect(await textOf(kept)).toBe('[one][two]')
  })

  it('to a caller who reads it while a chunk of the copy is still to come', async () => {
    const { source, kept, copy } = split()
    source.write('one')
    await copy.next()
    const pending = copy.next()
    const text = textOf(kept)
    source.write('two')
    await pending
    source.end('three')
    expect(await text).toBe('[one][two][three]')
  })

  it('with the error that the copy met', async () => {
    const { source, kept, copy } = split()
    source.write('one')
    await copy.next()
    const failing = copy.next().catch((error: unknown) => error)
    const broken = new Error('broken off')
    source.destroy(broken)
    expect(await failing).toBe(broken)
    await expect(textOf(kept)).rejects.toBe(broken)
  })

  it('and ends it where the caller destroys what was kept', async () => {
    const { source, kept, copy } = split()
    source.write('one')
    await copy.next()
    kept.destroy()
    await expect.poll(() => source.destroyed).toBe(true)
  })
})
