import { describe, expect, it, onTestFinished } from 'vitest'
import { createEmitter } from '../../src/events.ts'
import { flush } from '../fake-clock.ts'

const ended = { reason: 'cleared' } as const

function watchRejections(): unknown[] {
  const seen: unknown[] = []
  const listener = (reason: unknown): void => void seen.push(reason)
  process.on('unhandledRejection', listener)
  onTestFinished(() => void process.off('unhandledRejection', listener))
  return seen
}

describe('createEmitter', () => {
  it('calls each listener of that name, in order, with the event', async () => {
    const { on, emit } = createEmitter()
    const seen: unknown[] = []
    on('session-ended', (event) => seen.push(['first', event]))
    on('session-ended', (event) => seen.push(['second', event]))
    on('replay', (event) => seen.push(event))
    emit('session-ended', ended)
    await flush()
    expect(seen).toEqual([['first', ended], ['second', ended]])
  })

  it('calls them outside the emitter’s own stack', async () => {
    const { on, emit } = createEmitter()
    let called = false
    on('session-ended', () => void (called = true))
    emit('session-ended', ended)
    expect(called).toBe(false)
    await flush()
    expect(called).toBe(true)
  })

  it('keeps the order of events', async () => {
    const { on, emit } = createEmitter()
    const seen: number[] = []
    on('replay', ({ generation }) => seen.push(generation))
    for (const generation of [1, 2, 3]) emit('replay', { from: 0, generation })
    await flush()
    expect(seen).toEqual([1, 2, 3])
  })

  it('lets a listener that throws, rejects or never ends harm nobody', async () => {
    const rejections = watchRejections()
    const { on, emit } = createEmitter()
    const seen: string[] = []
    on('session-ended', () => {
      throw new Error('thrown')
    })
    on('session-ended', (() => Promise.reject(new Error('rejected'))) as () => void)
    on('session-ended', (() => new Promise(() => {})) as () => void)
    on('session-ended', () => void seen.push('last'))
    expect(() => emit('session-ended', ended)).not.toThrow()
    emit('session-ended', ended)
    await flush()
    expect(seen).toEqual(['last', 'last'])
    expect(rejections).toEqual([])
  })

  it('emits to nobody in silence', () => {
    expect(() => createEmitter().emit('session-ended', ended)).not.toThrow()
  })

  it('no longer calls a listener that has gone, however often it says so', async () => {
    const { on, emit } = createEmitter()
    const seen: string[] = []
    const off = on('session-ended', () => void seen.push('gone'))
    on('session-ended', () => void seen.push('stays'))
    off()
    off()
    emit('session-ended', ended)
    await flush()
    expect(seen).toEqual(['stays'])
  })

  it('lets a listener go, come and emit from within a call', async () => {
    const { on, emit } = createEmitter()
    const seen: string[] = []
    const off = on('session-ended', () => {
      seen.push('once')
      off()
      on('session-ended', () => void seen.push('new'))
      emit('session-ended', ended)
    })
    emit('session-ended', ended)
    await flush()
    expect(seen).toEqual(['once', 'new'])
  })

  it('shares no listeners with another emitter', async () => {
    const [one, other] = [createEmitter(), createEmitter()]
    let calls = 0
    one.on('session-ended', () => calls++)
    other.emit('session-ended', ended)
    await flush()
    expect(calls).toBe(0)
  })
})
