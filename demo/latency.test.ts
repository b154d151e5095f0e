import { describe, expect, it } from 'vitest'
import { createLatencies } from './latency.ts'

function summaryOf(durations: readonly number[]): ReturnType<ReturnType<typeof createLatencies>['summary']> {
  const latencies = createLatencies()
  for (const duration of durations) latencies.add(duration)
  return latencies.summary()
}

describe('the percentiles', () => {
  it('are those of 1 to 1000 ms, to a thousandth', () => {
    const { count, p50, p99 } = summaryOf(Array.from({ length: 1000 }, (_item, index) => index + 1))
    expect(count).toBe(1000)
    expect(Math.abs((p50 ?? 0) - 500)).toBeLessThan(0.5)
    expect(Math.abs((p99 ?? 0) - 990)).toBeLessThan(1)
  })

  it('do not depend on the order', () => {
    const durations = Array.from({ length: 999 }, (_item, index) => ((index * 7) % 999) / 10)
    expect(summaryOf(durations)).toEqual(summaryOf(durations.toSorted((one, other) => one - other)))
  })

  it('leave a rare outlier to the last percent', () => {
    const { p50, p99 } = summaryOf([...Array.from({ length: 199 }, () => 2), 5_000])
    expect(p50).toBeCloseTo(2, 1)
    expect(p99).toBeCloseTo(2, 1)
  })

  it('are right for one duration, however short', () => {
    expect(summaryOf([0])).toEqual({ count: 1, p50: 0.001, p99: 0.001 })
    expect(summaryOf([3.5]).p50).toBeCloseTo(3.5, 1)
  })

  it('are undefined where nothing was measured', () => {
    expect(summaryOf([])).toEqual({ count: 0, p50: undefined, p99: undefined })
  })
})
