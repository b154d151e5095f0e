import { describe, expect, it, onTestFinished, test } from 'vitest'
import { type Emitter, eventNames } from '../../src/session/events.ts'
import { createEmitter } from '../../src/session/emitter.ts'
import { flush } from '../fake-clock.ts'
import { pretendReportError } from '../pretend-report-error.ts'

const ended = { reason: 'cleared' } as const
const replay = {
  request: 1,
  session: 1,
  origin: 'https://api.example.com',
  method: 'GET',
  from: 1,
  generation: 2,
  attempt: 2,
  duration: 3,
} as const

/** In the place of what vitest does with them. */
function watchRejections(): unknown[] {
  const seen: unknown[] = []
  const listener = (reason: unknown): void => void seen.push(reason)
  const others = process.listeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection').on('unhandledRejection', listener)
  onTestFinished(() => {
    process.off('unhandledRejection', listener)
    for (const other of others) process.on('unhandledRejection', other)
  })
  return seen
}

const [thrown, rejected] = [new Error('thrown'), new Error('rejected')]

/** Listeners that fail in each way, and one after them that notes its calls. */
function failing({ on }: Emitter): string[] {
  const seen: string[] = []
  on('session-ended', () => {
    throw thrown
  })
  on('session-ended', () => Promise.reject(rejected))
  on('session-ended', () => new Promise(() => {}))
  on('session-ended', () => void seen.push('last'))
  on('*', () => {
    throw thrown
  })
  on('*', ({ name }) => void seen.push(name))
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
    expect(seen).toEqual([
      ['first', ended],
      ['second', ended],
    ])
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
    for (const generation of [1, 2, 3]) emit('replay', { ...replay, generation })
    await flush()
    expect(seen).toEqual([1, 2, 3])
  })

  it('gives what a listener throws or rejects with to reportError, and calls the others', async () => {
    const [reported, rejections] = [pretendReportError(), watchRejections()]
    const emitter = createEmitter()
    const seen = failing(emitter)
    expect(() => emitter.emit('session-ended', ended)).not.toThrow()
    await flush()
    expect(seen).toEqual(['last', 'session-ended'])
    expect(reported).toHaveLength(3)
    expect(new Set(reported)).toEqual(new Set([thrown, rejected]))
    expect(rejections).toEqual([])
  })

  it('leaves it as an unhandled rejection where there is no reportError, as on Node', async () => {
    const rejections = watchRejections()
    const emitter = createEmitter()
    const seen = failing(emitter)
    expect(() => emitter.emit('session-ended', ended)).not.toThrow()
    emitter.emit('session-ended', ended)
    await flush()
    expect(seen).toEqual(['last', 'session-ended', 'last', 'session-ended'])
    expect(rejections.filter((error) => error === thrown)).toHaveLength(4)
    expect(rejections.filter((error) => error === rejected)).toHaveLength(2)
    expect(rejections).toHaveLength(6)
  })

  it('calls a listener for all events with the name, after those of that name', async () => {
    const { on, emit } = createEmitter()
    const seen: unknown[] = []
    const off = on('*', ({ name, event }) => {
      // The name narrows the event.
      seen.push(name === 'replay' ? [name, event.generation] : [name, event])
    })
    on('replay', () => seen.push('replay'))
    emit('replay', replay)
    emit('session-ended', ended)
    await flush()
    expect(seen).toEqual(['replay', ['replay', 2], ['session-ended', ended]])
    off()
    emit('session-ended', ended)
    await flush()
    expect(seen).toHaveLength(3)
  })

  const all =
    'refresh, refresh-failed, refresh-superseded, waiting, cooldown, refresh-outcome-unknown, refresh-rejected, session-resumed, session-ended, attempt-failed, tokens-set, step-up, revoke-failed, store-failed, store-back, store-limited, claim-skipped, key-missing, skipped, waited, attempt, replay, ignored, finished, *'

  test.for<[name: unknown, message: string]>([
    ['refreshed', `Unknown event "refreshed". Allowed: ${all}.`],
    ['sessionEnded', `Unknown event "sessionEnded". Allowed: ${all}.`],
    ['error', `Unknown event "error". Allowed: ${all}.`],
    [undefined, `Unknown event undefined. Allowed: ${all}.`],
    [Symbol('replay'), `Unknown event symbol. Allowed: ${all}.`],
    [() => {}, `Unknown event function. Allowed: ${all}.`],
  ])('refuses an event that does not exist: %s', ([name, message]) => {
    expect(() => createEmitter().on(name as never, () => {})).toThrow(new TypeError(message))
  })

  test.for([undefined, null, 'log', {}])('refuses a listener that is no function: %s', (listener) => {
    expect(() => createEmitter().on('replay', listener as never)).toThrow(
      new TypeError(`on: expected a function as the listener of "replay", got ${typeof listener}`),
    )
  })

  it('has a list of its names, which nobody can change', () => {
    expect(eventNames.toSorted()).toEqual([
      'attempt',
      'attempt-failed',
      'claim-skipped',
      'cooldown',
      'finished',
      'ignored',
      'key-missing',
      'refresh',
      'refresh-failed',
      'refresh-outcome-unknown',
      'refresh-rejected',
      'refresh-superseded',
      'replay',
      'revoke-failed',
      'session-ended',
      'session-resumed',
      'skipped',
      'step-up',
      'store-back',
      'store-failed',
      'store-limited',
      'tokens-set',
      'waited',
      'waiting',
    ])
    expect(eventNames).not.toContain('*')
    expect(Object.isFrozen(eventNames)).toBe(true)
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
