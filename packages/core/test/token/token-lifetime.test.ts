import { describe, expect, it, test } from 'vitest'
import { deadlinesFrom, refreshWindow, type Phase, phaseAt, type RefreshAt, type WindowPolicy } from '../../src/token/token-lifetime.ts'

const second = 1000
const minute = 60 * second
const day = 24 * 60 * minute
const policy: WindowPolicy = { refreshAt: 0.8, expiryMargin: 10 * second }

describe('refreshWindow', () => {
  test.for<[name: string, lifetime: number, soft: number, hard: number]>([
    ['1 s: 10 % of it are cut off', second, 800, 900],
    ['1 ms', 1, 0.8, 0.9],
    ['5 s: half a second', 5 * second, 4 * second, 4.5 * second],
    ['10 s: a second, as servers count whole ones', 10 * second, 8 * second, 9 * second],
    ['20 s, from where on 5 % are more', 20 * second, 16 * second, 19 * second],
    ['60 s', minute, 48 * second, 57 * second],
    ['200 s, where 5 % are the whole margin', 200 * second, 160 * second, 190 * second],
    ['299 s', 299 * second, 239.2 * second, 289 * second],
    ['300 s', 300 * second, 240 * second, 290 * second],
    ['1800 s', 1800 * second, 1440 * second, 1790 * second],
    ['24 h', day, 0.8 * day, day - 10 * second],
    ['7 days', 7 * day, 5.6 * day, 7 * day - 10 * second],
    ['30 days', 30 * day, 24 * day, 30 * day - 10 * second],
    ['10 years', 3650 * day, 2920 * day, 3650 * day - 10 * second],
  ])('a life of %s', ([, lifetime, soft, hard]) => {
    const windows = refreshWindow(lifetime, undefined, policy)
    expect(windows.soft).toBeCloseTo(soft, 3)
    expect(windows.hard).toBeCloseTo(hard, 3)
  })

  test.for<[name: string, refreshAt: RefreshAt, soft: number]>([
    ['0.9', 0.9, 90],
    ['0.94, behind the earlier end of service: the end is later then', 0.94, 94],
    ['0.99, which lies past the later end of service', 0.99, 95],
    ['0.0001', 0.0001, 0.01],
    ['a function of the lifetime', (lifetime) => lifetime - 30, 70],
    ['a function that gives 0', () => 0, 90],
    ['a function that gives a negative number', () => -1, 90],
    ['a function that gives NaN', () => NaN, 90],
    ['a function that gives minus infinity', () => -Infinity, 90],
    ['a function beyond the end', () => 1000, 95],
    ['a function that gives infinity', () => Infinity, 95],
    ['a function that forgot to return', (() => undefined) as never, 90],
  ])('refreshAt %s', ([, refreshAt, soft]) => {
    expect(refreshWindow(100, undefined, { refreshAt, expiryMargin: 10 })).toEqual({
      soft: expect.closeTo(soft),
      hard: expect.closeTo(Math.max(90, soft)),
    })
  })

  it('gives the function the lifetime in ms', () => {
    const seen: number[] = []
    refreshWindow(300_000, undefined, { ...policy, refreshAt: (lifetime) => seen.push(lifetime) })
    expect(seen).toEqual([300_000])
  })

  it.each([1, 50, 999, 1001, 199_999, 200_001, 1e12])(
    'never has the soft window begin behind the hard one, or the hard one at nothing (%d ms)',
    (lifetime) => {
      for (const refreshAt of [0.001, 0.5, 0.85, 0.999]) {
        const { soft, hard } = refreshWindow(lifetime, undefined, { ...policy, refreshAt })
        expect(soft).toBeGreaterThan(0)
        expect(soft).toBeLessThanOrEqual(hard)
        expect(hard).toBeGreaterThanOrEqual(lifetime * 0.9)
      }
    },
  )

  test.for<[name: string, margin: number, hard: number]>([
    ['none: a second all the same, as servers count whole ones', 0, 99_000],
    ['one below 5 %', 2000, 98_000],
    ['one above 5 %', 90_000, 95_000],
    ['an infinite one', Infinity, 95_000],
  ])('a margin: %s', ([, expiryMargin, hard]) => {
    expect(refreshWindow(100_000, undefined, { ...policy, expiryMargin }).hard).toBe(hard)
  })

  test.for<[name: string, lifetime: number | undefined, refreshIn: number | undefined, soft: number, hard: number]>([
    ['comes before refreshAt', 100, 50, 50, 90],
    ['is cut at the end of service', 100, 5000, 95, 95],
    ['counts where the lifetime is unknown', undefined, 50, 50, Infinity],
    ['is none, and the lifetime is unknown', undefined, undefined, Infinity, Infinity],
  ])('the server’s refresh_in %s', ([, lifetime, refreshIn, soft, hard]) => {
    expect(refreshWindow(lifetime, refreshIn, { refreshAt: 0.8, expiryMargin: 10 })).toEqual({ soft, hard })
  })

  it('does not ask a refreshAt function where refresh_in is given', () => {
    const refreshAt = (): never => {
      throw new Error('asked')
    }
    expect(refreshWindow(100, 50, { refreshAt, expiryMargin: 10 }).soft).toBe(50)
  })
})

describe('phaseAt', () => {
  const issued = { wall: 1_000_000, monotonic: 500 }
  const deadlines = deadlinesFrom(issued, { soft: 80, hard: 95 })

  test.for<[name: string, wallAge: number, monotonicAge: number, phase: Phase]>([
    ['new', 0, 0, 'fresh'],
    ['just before the soft window', 79, 79, 'fresh'],
    ['at the soft window', 80, 80, 'due'],
    ['just before the hard window', 94, 94, 'due'],
    ['at the hard window', 95, 95, 'expired'],
    ['at the soft window by the wall clock alone', 80, 79, 'due'],
    ['at the soft window by the monotonic clock alone', 79, 80, 'due'],
    ['at the hard window by the wall clock alone', 95, 94, 'expired'],
    ['at the hard window by the monotonic clock alone', 94, 95, 'expired'],
    ['long dead', 1e12, 1e12, 'expired'],
    ['after a sleep that the monotonic clock did not see: due', 85, 1, 'due'],
    ['after a sleep that the monotonic clock did not see: expired', 3_600_000, 1, 'expired'],
    ['with the wall clock set back: due', -3_600_000, 85, 'due'],
    ['with the wall clock set back: expired', -3_600_000, 95, 'expired'],
    ['with the wall clock set back, and fresh', -3_600_000, 10, 'fresh'],
  ])('%s', ([, wallAge, monotonicAge, phase]) => {
    expect(phaseAt(deadlines, issued.wall + wallAge, issued.monotonic + monotonicAge)).toBe(phase)
  })

  it('never ends a token of unknown lifetime', () => {
    const forever = deadlinesFrom(issued, refreshWindow(undefined, undefined, policy))
    expect(phaseAt(forever, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).toBe('fresh')
  })
})
