import { describe, expect, it, test } from 'vitest'
import { cooldownTime, type CooldownPace, retryDelay } from '../../src/policy/backoff.ts'

describe('retryDelay', () => {
  test.for<[name: string, attempt: number, retryAfter: number | undefined, random: number, expected: number]>([
    ['nothing at the lower end of the jitter', 1, undefined, 0, 0],
    ['half a second at its upper end', 1, undefined, 1, 500],
    ['twice that for the second retry', 2, undefined, 1, 1000],
    ['four times that for the third', 3, undefined, 1, 2000],
    ['half of it in the middle', 3, undefined, 0.5, 1000],
    ['10 s at most', 6, undefined, 1, 10_000],
    ['10 s for the hundredth', 100, undefined, 1, 10_000],
    ['10 s where the doubling overflows', 5000, undefined, 1, 10_000],
    ['what the server asks for, where longer', 1, 3000, 0, 3000],
    ['a quarter more than the server asks for, in the middle of the jitter', 1, 3000, 0.5, 3750],
    ['half more than the server asks for, at the upper end of the jitter', 1, 3000, 1, 4500],
    ['the jitter, where the server asks for less', 1, 100, 1, 500],
    ['the jitter, where the server asks for nothing', 1, 0, 0.5, 250],
    ['all that the server asks for, beyond the cap', 1, 60_000, 0, 60_000],
  ])('%s', ([, attempt, retryAfter, random, expected]) => {
    expect(retryDelay(attempt, retryAfter, random)).toBe(expected)
  })
})

describe('cooldownTime', () => {
  const policy = { min: 1000, max: 300_000 }

  test.for<[name: string, pace: CooldownPace, failures: number, expected: number]>([
    ['passing trouble, once', 'passing', 1, 1000],
    ['passing trouble, twice', 'passing', 2, 2000],
    ['passing trouble, four times', 'passing', 4, 8000],
    ['passing trouble, capped so that a server that is back is noticed', 'passing', 5, 15_000],
    ['passing trouble, where the doubling overflows', 'passing', 5000, 15_000],
    ['lasting trouble, once', 'lasting', 1, 5000],
    ['lasting trouble, twice', 'lasting', 2, 10_000],
    ['lasting trouble, capped', 'lasting', 8, 300_000],
    ['lasting trouble, where the doubling overflows', 'lasting', 5000, 300_000],
  ])('%s', ([, pace, failures, expected]) => {
    expect(cooldownTime(pace, failures, undefined, 0, policy)).toBe(expected)
  })

  it('spreads a fleet by up to a quarter', () => {
    expect(cooldownTime('passing', 3, undefined, 1, policy)).toBe(3000)
    expect(cooldownTime('passing', 3, undefined, 0.5, policy)).toBe(3500)
  })

  test.for<[name: string, retryAfter: number, expected: number]>([
    ['longer', 60_000, 60_000],
    ['shorter', 10, 1000],
    ['zero', 0, 1000],
    ['absurd', 1e15, 300_000],
    ['infinite', Infinity, 300_000],
  ])('a Retry-After that is %s', ([, retryAfter, expected]) => {
    expect(cooldownTime('passing', 1, retryAfter, 0, policy)).toBe(expected)
  })

  it('spreads the clients that a server turned away with one Retry-After, and lets none return earlier', () => {
    expect(cooldownTime('passing', 1, 20_000, 0, policy)).toBe(20_000)
    expect(cooldownTime('passing', 1, 20_000, 0.5, policy)).toBe(25_000)
    expect(cooldownTime('passing', 1, 20_000, 1, policy)).toBe(30_000)
  })

  it('never ends above the longest rest', () => {
    for (const pace of ['passing', 'lasting'] as const) {
      for (let failures = 1; failures < 40; failures++) {
        expect(cooldownTime(pace, failures, 5000, 0, { min: 100, max: 4000 })).toBeLessThanOrEqual(4000)
      }
    }
  })

  it('never ends below the shortest rest, for all the jitter', () => {
    expect(cooldownTime('passing', 1, undefined, 1, policy)).toBeGreaterThanOrEqual(1000)
  })

  it('never ends below a shortest rest that is long', () => {
    expect(cooldownTime('passing', 1, undefined, 0, { min: 60_000, max: 300_000 })).toBeGreaterThanOrEqual(60_000)
  })
})
