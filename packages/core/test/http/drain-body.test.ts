import { getEventListeners } from 'node:events'
import { Readable } from 'node:stream'
import { beforeEach, describe, expect, it } from 'vitest'
import { drain } from '../../src/http/drain-body.ts'
import { createFakeClock, type FakeClock, flush } from '../fake-clock.ts'

const mebibyte = 1_048_576

let clock: FakeClock
beforeEach(() => void (clock = createFakeClock()))

/** How a body goes on behind its chunks. */
type End = 'ends' | 'hangs' | 'fails'

interface Body {
  readonly stream: Parameters<typeof drain>[0]
  readonly cancelled: () => boolean
}

interface Kind {
  readonly kind: string
  readonly make: (chunks: number[], end: End) => Body
}

const kinds: Kind[] = [
  {
    kind: 'a web stream',
    make(chunks, end) {
      let cancelled = false
      const rest = [...chunks]
      const stream = new ReadableStream<Uint8Array>({
        pull(controller) {
          const size = rest.shift()
          if (size !== undefined) controller.enqueue(new Uint8Array(size))
          else if (end === 'ends') controller.close()
          else if (end === 'fails') controller.error(new Error('reset'))
          else return new Promise<void>(() => {})
          return undefined
        },
        cancel: () => void (cancelled = true),
      })
      return { stream, cancelled: () => cancelled }
    },
  },
  {
    kind: 'a Node stream',
    make(chunks, end) {
      const rest = [...chunks]
      const stream = new Readable({
        read() {
          const size = rest.shift()
          if (size !== undefined) this.push(Buffer.alloc(size))
          else if (end === 'ends') this.push(null)
          else if (end === 'fails') this.destroy(new Error('reset'))
        },
      })
      return { stream, cancelled: () => stream.destroyed }
    },
  },
]

describe.for(kinds)('draining $kind', ({ make }) => {
  it('reads it to its end', async () => {
    expect(await drain(make([10, 20, 0, 30].filter(Boolean), 'ends').stream, clock)).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('takes an empty one for done', async () => {
    expect(await drain(make([], 'ends').stream, clock)).toBe(true)
  })

  it('reads a whole mebibyte', async () => {
    expect(await drain(make([mebibyte / 2, mebibyte / 2], 'ends').stream, clock)).toBe(true)
  })

  it('gives up on more, and cancels', async () => {
    const { stream, cancelled } = make([mebibyte, 1, 1, 1], 'ends')
    expect(await drain(stream, clock)).toBe(false)
    await flush()
    expect(cancelled()).toBe(true)
    expect(clock.pendingTimers).toBe(0)
  })

  it('gives up on one without end', async () => {
    const { stream, cancelled } = make(
      Array.from({ length: 100_000 }, () => 1024),
      'hangs',
    )
    expect(await drain(stream, clock)).toBe(false)
    await flush()
    expect(cancelled()).toBe(true)
  })

  it('gives up on one that stalls for 5 s', async () => {
    const { stream } = make([10], 'hangs')
    let result: boolean | undefined
    const drained = drain(stream, clock).then((value) => (result = value))
    await clock.advance(4999)
    expect(result).toBeUndefined()
    await clock.advance(1)
    expect(await drained).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('takes one that breaks off for not drained, and lets no error out', async () => {
    expect(await drain(make([10], 'fails').stream, clock)).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })
})

describe('draining', () => {
  it('reads an async iterable, and tells it to stop when there is too much', async () => {
    let stopped = false
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(100_000)
      } finally {
        stopped = true
      }
    }
    expect(await drain(endless(), clock)).toBe(false)
    await flush()
    expect(stopped).toBe(true)
  })

  it('does not trip over an iterable without return(), or with one that fails', async () => {
    const chunk = { done: false as const, value: new Uint8Array(mebibyte + 1) }
    const iterable = (extra: object): AsyncIterable<Uint8Array> => ({
      [Symbol.asyncIterator]: () => ({ next: async () => chunk, ...extra }),
    })
    expect(await drain(iterable({}), clock)).toBe(false)
    expect(await drain(iterable({ return: () => Promise.reject(new Error('no')) }), clock)).toBe(false)
    await flush()
  })

  it('leaves a stream alone that someone else reads', async () => {
    const stream = new ReadableStream<Uint8Array>()
    stream.getReader()
    expect(await drain(stream, clock)).toBe(false)
    expect(clock.pendingTimers).toBe(0)
  })

  it('ends at once when the signal aborts, and cancels; before or meanwhile', async () => {
    for (const early of [true, false]) {
      const caller = new AbortController()
      if (early) caller.abort()
      let cancelled = false
      const stream = new ReadableStream<Uint8Array>({ pull: () => new Promise<void>(() => {}), cancel: () => void (cancelled = true) })
      const draining = drain(stream, clock, caller.signal)
      await flush()
      caller.abort()
      expect(await draining).toBe(false)
      expect(cancelled).toBe(true)
      expect(clock.pendingTimers).toBe(0)
    }
  })

  it('ends at once when the signal of a body that never stalls aborts', async () => {
    const caller = new AbortController()
    let chunks = 0
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        if (++chunks === 3) caller.abort()
        yield new Uint8Array(1)
      }
    }
    expect(await drain(endless(), clock, caller.signal)).toBe(false)
    expect(getEventListeners(caller.signal, 'abort')).toEqual([])
    expect(chunks).toBeLessThan(10)
  })
})
