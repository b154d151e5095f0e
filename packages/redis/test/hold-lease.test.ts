import { describe, expect, it } from 'vitest'
import { createFakeClock } from '../../core/test/fake-clock.ts'
import { redisStore } from '../src/index.ts'

const never = new AbortController().signal

/** A store on a server whose replies the test decides; its clock stands still until it is told to advance. */
function setup() {
  const clock = createFakeClock()
  const sent: string[][] = []
  const replies = { SET: (): unknown => 'OK', EVAL: (): unknown => 1 }
  const store = redisStore({
    key: 'a',
    checkEviction: false,
    clock,
    send: async (args) => {
      sent.push(args)
      return replies[args[0] as keyof typeof replies]()
    },
  })
  const count = (text: string): number => sent.filter((args) => args.join(' ').includes(text)).length
  return { store, clock, sent, replies, renewals: () => count("'PEXPIRE', KEYS[1], ARGV[2]"), releases: () => count("'DEL'"), count }
}

/** A reply that never comes. */
const silence = (): Promise<never> => new Promise(() => {})

describe('a lease that is held', () => {
  it('is asked for five seconds, by a random owner', async () => {
    const { store, sent } = setup()
    await (await store.lease(never))?.release()
    await (await store.lease(never))?.release()
    const [first, , second] = sent
    expect(first).toEqual(['SET', 'everbearer:{a}:lease', expect.stringMatching(/^[\w-]{36}$/), 'NX', 'PX', '5000'])
    expect(second?.[2]).not.toBe(first?.[2])
  })

  it('is renewed every third of its time, until it is released', async () => {
    const { store, clock, renewals, releases } = setup()
    const lease = await store.lease(never)
    await clock.advance(20_000)
    expect(renewals()).toBe(12)
    expect(lease?.lost.aborted).toBe(false)
    await lease?.release()
    expect(releases()).toBe(1)
    await clock.advance(20_000)
    expect(renewals()).toBe(12)
    expect(clock.pendingTimers).toBe(0)
    expect(lease?.lost.aborted).toBe(false)
  })

  it.each([
    ['do not come', silence],
    ['are errors', () => Promise.reject(new Error('LOADING'))],
  ])('is lost at its end if the replies to renewals %s', async (_, reply) => {
    const { store, clock, replies } = setup()
    const lease = await store.lease(never)
    await clock.advance(1_700)
    replies.EVAL = reply
    // The last renewal that was confirmed began after a third of the time.
    await clock.advance(4_900)
    expect(lease?.lost.aborted).toBe(false)
    await clock.advance(100)
    expect(lease?.lost.aborted).toBe(true)
    expect(lease?.lost.reason).toMatchObject({ code: 'ERR_STORE', message: 'The lease was lost.' })
    expect(clock.pendingTimers).toBe(0)
  })

  it('survives a renewal that fails', async () => {
    const { store, clock, replies } = setup()
    const lease = await store.lease(never)
    replies.EVAL = () => Promise.reject(new Error('LOADING'))
    await clock.advance(1_700)
    replies.EVAL = () => 1
    await clock.advance(20_000)
    expect(lease?.lost.aborted).toBe(false)
  })

  it('is lost as soon as another process holds it', async () => {
    const { store, clock, replies } = setup()
    const lease = await store.lease(never)
    replies.EVAL = () => 0
    await clock.advance(1_700)
    expect(lease?.lost.aborted).toBe(true)
  })

  it('is lost when the process wakes up after its end', async () => {
    const { clock } = setup()
    let pausedFor = 0
    const paused = { ...clock, monotonic: () => clock.monotonic() + pausedFor }
    const lease = await redisStore({ key: 'a', checkEviction: false, clock: paused, send: async () => 'OK' }).lease(never)
    pausedFor = 5_000
    await clock.advance(1_700)
    expect(lease?.lost.aborted).toBe(true)
  })
})

describe('a lease that is not free', () => {
  it('is asked for again after 100 to 250 ms, until the signal aborts', async () => {
    const { store, clock, replies, count } = setup()
    replies.SET = () => null
    const stop = new AbortController()
    const waiting = store.lease(stop.signal)
    await clock.advance(99)
    expect(count('NX')).toBe(1)
    await clock.advance(151)
    // Two short waits of 100 to 125 ms also fit.
    expect([2, 3]).toContain(count('NX'))
    await clock.advance(10_000)
    expect(count('NX')).toBeGreaterThan(40)
    expect(count('NX')).toBeLessThan(105)
    const asked = count('NX')
    stop.abort()
    expect(await waiting).toBeUndefined()
    await clock.advance(1_000)
    expect(count('NX')).toBe(asked)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is given back if it is granted after the signal has aborted', async () => {
    const { store, clock, replies, releases } = setup()
    const stop = new AbortController()
    replies.SET = () => {
      stop.abort()
      return 'OK'
    }
    expect(await store.lease(stop.signal)).toBeUndefined()
    expect(releases()).toBe(1)
    expect(clock.pendingTimers).toBe(0)
  })

  it('is given back and asked for again if its reply comes after its end', async () => {
    const { store, clock, replies, count, releases } = setup()
    replies.SET = async () => {
      if (count('NX') === 1) await clock.advance(5_000)
      return 'OK'
    }
    const lease = await store.lease(never)
    expect([count('NX'), releases()]).toEqual([2, 1])
    expect(lease?.lost.aborted).toBe(false)
    await lease?.release()
  })

  it('is not asked for if the signal has aborted before', async () => {
    const { store, sent } = setup()
    expect(await store.lease(AbortSignal.abort())).toBeUndefined()
    expect(sent).toEqual([])
  })
})
