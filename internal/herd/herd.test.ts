import { describe, expect, it, test } from 'vitest'
import { coldStart, type EndpointName, shortest, steady } from './scenarios.ts'
import { peakOf, steadyFrom } from './peaks.ts'

/** Of 1,000 processes, the endpoint admits 5 a second: as 50 a second of 10,000. */
const processes = 1000

describe('a cold start', () => {
  test.for<[endpoint: EndpointName, within: number, requestGap: number]>([
    ['evenly spaced, no Retry-After', 0, 10],
    ['per second, no Retry-After', 10_000, 1000],
    ['evenly spaced, Retry-After 10', 0, 10],
    ['per minute, Retry-After to its end', 0, 10],
    ['a queue', 0, 10],
  ])('is done in 1.2 times the shortest time: %s', async ([endpoint, within, requestGap]) => {
    const { done } = await coldStart({ processes, seed: 1, endpoint, within, requestGap })
    expect(done).toBeGreaterThan(0.85 * shortest)
    expect(done).toBeLessThanOrEqual(1.2 * shortest)
  })
})

describe('refreshes after a start in the same second', () => {
  it('have a peak of 1.5 times the mean after twelve lifetimes, in windows at any offset', async () => {
    const run = await steady({
      processes: 3000,
      seed: 1,
      lifetime: 60_000,
      endpoint: 'no limit',
      within: 0,
      periods: 17,
      width: 10_000,
    })
    expect(run.ratios[1]).toBeGreaterThan(3)
    expect(run.from).toBeLessThanOrEqual(12)
  })
})

test('the peak counts the fullest window at any offset', () => {
  const moments = [0, 5, 9, 14, 14, 23]
  expect(peakOf(moments, 10)).toBe(4)
  expect(peakOf(moments, 9)).toBe(3)
  expect(peakOf(moments, 10, 6)).toBe(3)
  expect(peakOf(moments, 10, -Infinity, 5)).toBe(3)
})

test('the steady state begins after the last ratio that is too high', () => {
  expect(steadyFrom([3, 1, 2, 1.5], 1.5)).toBe(3)
  expect(steadyFrom([1, 1], 1.5)).toBe(0)
  expect(steadyFrom([1, 2], 1.5)).toBeUndefined()
})
