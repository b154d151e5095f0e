import { expect, test } from 'vitest'
import { installTravelClock } from './travel-clock.ts'

test('a journey puts both clocks forward and fires the timers that are due', () => {
  using clock = installTravelClock()
  const [wall, monotonic] = [Date.now(), performance.now()]
  const fired: string[] = []
  setTimeout(() => fired.push('in a minute'), 60_000)
  setTimeout(() => fired.push('in an hour'), 3_600_000)
  clearTimeout(setTimeout(() => fired.push('cleared'), 60_000))
  clock.travel(60_000)
  expect(fired).toEqual(['in a minute'])
  expect(Date.now() - wall).toBeGreaterThanOrEqual(60_000)
  expect(new Date().getTime() - wall).toBeGreaterThanOrEqual(60_000)
  expect(performance.now() - monotonic).toBeGreaterThanOrEqual(60_000)
})

test('the wall clock alone can be put back', () => {
  using clock = installTravelClock()
  const [wall, monotonic] = [Date.now(), performance.now()]
  clock.shiftWall(-3_600_000)
  expect(Date.now()).toBeLessThan(wall)
  expect(performance.now()).toBeGreaterThanOrEqual(monotonic)
})

test('clocks and timers are the platform’s again afterwards', () => {
  const before = [Date, setTimeout, clearTimeout, Reflect.get(performance, 'now')]
  installTravelClock()[Symbol.dispose]()
  expect([Date, setTimeout, clearTimeout, Reflect.get(performance, 'now')]).toEqual(before)
})
