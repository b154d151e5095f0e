import { describe, expect, it } from 'vitest'
import type { Clock } from '../../src/lib/clock.ts'
import { withinTime } from '../../src/lib/with-timeout.ts'
import { createFakeClock, flush } from '../fake-clock.ts'

/** A process that can be stopped: its timers come late. */
function createStoppable() {
  const inner = createFakeClock()
  let stopped = 0
  const clock: Clock = { ...inner, monotonic: () => inner.monotonic() + stopped }
  return {
    clock,
    advance: (ms: number) => inner.advance(ms),
    stop: (ms: number): void => {
      stopped += ms
    },
    get pendingTimers() {
      return inner.pendingTimers
    },
  }
}

function start(process: ReturnType<typeof createStoppable>) {
  const { promise, resolve } = Promise.withResolvers<string>()
  const settled: string[] = []
  void withinTime(
    () => promise,
    1_000,
    process.clock,
    () => new Error('too late'),
  ).then(
    (value) => settled.push(value),
    (error: Error) => settled.push(error.message),
  )
  return { settled, resolve }
}

describe('a call with a time limit', () => {
  it('fails when the time is over', async () => {
    const process = createStoppable()
    const { settled } = start(process)
    await process.advance(999)
    expect(settled).toEqual([])
    await process.advance(1)
    expect(settled).toEqual(['too late'])
  })

  it('takes a result that came while the process was stopped', async () => {
    const process = createStoppable()
    const { settled, resolve } = start(process)
    process.stop(5_000)
    // The timer of a stopped process is the first to run.
    await process.advance(1_000)
    expect(settled).toEqual([])
    resolve('result')
    await flush()
    expect(settled).toEqual(['result'])
    expect(process.pendingTimers).toBe(0)
  })

  it('has its time once more after a stop, and no longer', async () => {
    const process = createStoppable()
    const { settled } = start(process)
    process.stop(5_000)
    await process.advance(1_999)
    expect(settled).toEqual([])
    process.stop(5_000)
    await process.advance(1)
    expect(settled).toEqual(['too late'])
  })

  it('fails on a busy process as on any other', async () => {
    const process = createStoppable()
    const { settled } = start(process)
    process.stop(100)
    await process.advance(1_000)
    expect(settled).toEqual(['too late'])
  })
})
