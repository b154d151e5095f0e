import { expect, test } from 'vitest'
import { offsetAfter, readLoaded, shiftMoments } from '../../src/token/store-time.ts'
import { stored } from '../stored.ts'

test('the moments of a record move, and nothing else', () => {
  const claim = { owner: 'a', attempt: 1, at: 5, until: 6 }
  const record = stored(1, { sessionStart: 1, issuedAt: 2, refreshExpiresAt: 3, claim, lifetime: 9 })
  expect(shiftMoments(record, 10)).toEqual({
    ...record,
    sessionStart: 11,
    issuedAt: 12,
    refreshExpiresAt: 13,
    claim: { ...claim, at: 15, until: 16 },
  })
  expect(shiftMoments(shiftMoments(record, 10), -10)).toEqual(record)
  expect(shiftMoments(record, 0)).toBe(record)
})

test('moments that a record has not are not added', () => {
  expect(shiftMoments(stored(1), 10)).not.toHaveProperty('refreshExpiresAt')
  expect(shiftMoments(stored(1), 10)).not.toHaveProperty('claim')
})

test.each([
  [0, 1_000, 0, 0, 0],
  [0, 1_001, 0, 0, 1_001],
  [0, 90_100, 0, 200, 90_000],
  [90_000, 90_900, 0, 200, 90_000],
  [90_000, -90_000, 0, 0, -90_000],
])('an offset of %i stays or changes: clock %i, asked at %i, answered at %i', (known, now, asked, received, next) => {
  expect(offsetAfter(known, now, asked, received)).toBe(next)
})

test('a record and a record with a clock are told apart', () => {
  expect(readLoaded(undefined)).toEqual({ record: undefined, now: undefined })
  expect(readLoaded(null)).toEqual({ record: null, now: undefined })
  expect(readLoaded({ record: null, now: 5 })).toEqual({ record: null, now: 5 })
  const record = stored(1)
  expect(readLoaded(record).record).toBe(record)
})

test.each([NaN, Infinity, '5', null, undefined, 1e17])('a clock of %s is an error', (now) => {
  expect(() => readLoaded({ record: undefined, now })).toThrow('The store gave a clock')
})
