import { describe, expect, it } from 'vitest'
import { mostTokenCalls, planScenario } from './scenario.ts'

describe('the scenario', () => {
  it.each([
    [
      20_000,
      3_000,
      { beforeResponse: 7_200, onTheWire: 9_600, revocation: 10_800, outage: { armed: 14_400, expected: 15_600, length: 150 } },
    ],
    [12_000, 3_000, { beforeResponse: 2_400, onTheWire: 4_800, revocation: 6_000, outage: { armed: 7_200, expected: 8_400, length: 150 } }],
    [4_000, 800, { beforeResponse: 1_280, onTheWire: 1_920, revocation: 2_240, outage: { armed: 2_560, expected: 2_880, length: 40 } }],
    [9_000, 3_000, { beforeResponse: 6_000, onTheWire: 2_400, revocation: 3_600, outage: { armed: 7_200, expected: 8_400, length: 150 } }],
  ])('of %d ms with tokens of %d ms', (duration, lifetime, expected) => {
    const { onTheWire, beforeResponse, revocation, outage } = planScenario(duration, lifetime)
    const rounded = { armed: Math.round(outage.armed), expected: Math.round(outage.expected), length: outage.length }
    const [met, wire] = [beforeResponse, onTheWire].map((meeting) => Math.round(meeting.expected))
    expect({ beforeResponse: met, onTheWire: wire, revocation: Math.round(revocation), outage: rounded }).toEqual(expected)
  })

  const lifetimes = [500, 1_000, 3_000, 60_000]
  const plans = lifetimes.flatMap((lifetime) => [3, 3.3, 4, 5, 6.7, 10, 33.3, 1_000].map((times) => [lifetime * times, lifetime] as const))

  it.each(plans)('keeps revocation and outage apart, and within the run: %d ms, %d ms', (duration, lifetime) => {
    const { onTheWire, beforeResponse, revocation, outage } = planScenario(duration, lifetime)
    const period = 0.8 * lifetime
    // Far from the refreshes before it.
    expect((revocation / period) % 1).toBeCloseTo(0.5)
    expect(Math.abs(revocation - duration / 2)).toBeLessThanOrEqual(period / 2 + 1)
    // The outage hits a refresh in a later lifetime, and is armed between two refreshes.
    expect(((outage.expected - revocation) / period) % 1).toSatisfy((rest: number) => Math.min(rest, 1 - rest) < 0.001)
    expect(outage.armed).toBeGreaterThanOrEqual(revocation + period / 2 - 1)
    expect(outage.expected - outage.armed).toBeCloseTo(period / 2)
    expect(outage.expected + lifetime / 5).toBeLessThanOrEqual(duration + 1)
    // Each revocation hits a refresh of its own, and is armed between two refreshes.
    const meetings = [onTheWire, beforeResponse, outage].toSorted((one, other) => one.expected - other.expected)
    for (const [index, { armed, expected }] of meetings.entries()) {
      expect(expected - armed).toBeCloseTo(period / 2)
      expect(expected / period).toBeGreaterThan(0.99)
      expect(expected - (meetings[index - 1]?.expected ?? 0)).toBeGreaterThan(period * 0.99)
      expect((expected - (expected > revocation ? revocation : 0)) / period).toSatisfy(
        (count: number) => Math.abs(count - Math.round(count)) < 0.001,
      )
    }
    expect(outage.length).toBeLessThanOrEqual(Math.min(150, lifetime / 20))
  })
})

describe('the bound of token calls', () => {
  it.each([
    [20_000, 3_000, 14],
    [12_000, 3_000, 11],
    [4_000, 800, 12],
  ])('for %d ms with tokens of %d ms is %d', (duration, lifetime, most) => {
    expect(mostTokenCalls(duration, lifetime)).toBe(most)
  })
})
