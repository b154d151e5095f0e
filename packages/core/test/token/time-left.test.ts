import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { timeLeft } from '../../src/token/time-left.ts'

const wall = Date.UTC(2026, 5, 1, 12, 0, 0)
const century = 100 * 365.25 * 86_400_000

describe.for<[zone: string, offset: number]>([
  ['UTC', 0],
  ['Asia/Tokyo', -540],
])('on a machine in %s', ([zone, offset]) => {
  beforeAll(() => void vi.stubEnv('TZ', zone))
  afterAll(() => vi.unstubAllEnvs())

  test('the zone is that one', () => {
    expect(new Date(wall).getTimezoneOffset()).toBe(offset)
  })

  test.for<[name: string, end: unknown, left: number | undefined]>([
    ['a Date', new Date(wall + 60_000), 60_000],
    ['a Date that is none', new Date(NaN), undefined],
    ['a date with Z', '2026-06-01T12:01:00Z', 60_000],
    ['a date with ms', '2026-06-01T12:01:00.500Z', 60_500],
    ['a date with a zone', '2026-06-01T14:01:00+02:00', 60_000],
    ['a date without a zone, which is UTC', '2026-06-01T12:01:00', 60_000],
    ['a date without a zone and with ms', '2026-06-01T12:01:00.500', 60_500],
    ['a date without seconds', '2026-06-01T12:01', 60_000],
    ['a date with a blank in the middle', '2026-06-01 12:01:00', 60_000],
    ['a date with blanks around it', ' 2026-06-01T12:01:00Z ', 60_000],
    ['a date without a time', '2026-06-02', 43_200_000],
    ['a date as HTTP writes it', 'Mon, 01 Jun 2026 12:01:00 GMT', 60_000],
    ['s since 1970', wall / 1000 + 60, 60_000],
    ['s since 1970 with a fraction', wall / 1000 + 60.5, 60_500],
    ['s since 1970 in a string', String(wall / 1000 + 60), 60_000],
    ['ms since 1970', wall + 60_000, 60_000],
    ['ms since 1970 in a string', String(wall + 60_000), 60_000],
    ['a second', wall + 1000, 1000],
    ['less than a second', wall + 999, undefined],
    ['a moment that is over', wall - 60_000, undefined],
    ['s since 1970 that are over', wall / 1000 - 60, undefined],
    ['a moment in a thousand years', Date.UTC(3026, 0), century],
    ['infinity', Infinity, century],
    ['0', 0, undefined],
    ['a negative number', -5, undefined],
    ['NaN', NaN, undefined],
    ['words', 'tomorrow', undefined],
    ['an empty string', '', undefined],
    ['undefined', undefined, undefined],
    ['null', null, undefined],
    ['true', true, undefined],
    ['an object', { seconds: 5 }, undefined],
  ])('%s', ([, end, left]) => {
    expect(timeLeft(end, wall)).toBe(left)
  })
})
