import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { parseRetryAfter } from '../../src/lib/retry-after.ts'

const now = Date.UTC(2026, 9, 21, 7, 28, 0)

describe('parseRetryAfter', () => {
  test.for<[name: string, header: string | undefined, expected: number | undefined]>([
    ['no header', undefined, undefined],
    ['an empty one', '', undefined],
    ['blanks', '  ', undefined],
    ['seconds', '120', 120_000],
    ['zero', '0', 0],
    ['leading zeros', '007', 7000],
    ['blanks around', ' 5 ', 5000],
    ['a fraction', '1.5', 1500],
    ['a longer fraction', '1.25', 1250],
    ['absurd seconds', '99999999999', 99_999_999_999_000],
    ['digits beyond any number', '9'.repeat(400), Infinity],
    ['a negative number', '-5', undefined],
    ['a plus sign', '+5', undefined],
    ['hexadecimal', '0x10', undefined],
    ['an exponent', '1e3', undefined],
    ['two values in one', '5, 10', undefined],
    ['a unit', '5s', undefined],
    ['a bare point', '.5', undefined],
    ['infinity', 'Infinity', undefined],
    ['NaN', 'NaN', undefined],
    ['a date', 'Wed, 21 Oct 2026 07:29:00 GMT', 60_000],
    ['a date that is now', 'Wed, 21 Oct 2026 07:28:00 GMT', 0],
    ['a date in the past', 'Wed, 21 Oct 2015 07:28:00 GMT', 0],
    ['an absurd date', 'Fri, 31 Dec 9999 23:59:59 GMT', Date.UTC(9999, 11, 31, 23, 59, 59) - now],
    ['a date in RFC 850 form', 'Wednesday, 21-Oct-26 07:29:00 GMT', 60_000],
    ['a date in asctime form', 'Wed Oct 21 07:29:00 2026', 60_000],
    ['an ISO date, which is none of HTTP', '2026-10-21T07:29:00Z', undefined],
    ['words', 'soon', undefined],
    ['a date with more behind it', 'Wed, 21 Oct 2026 07:29:00 GMT (in a minute)', undefined],
    ['a day that does not exist', 'Wed, 99 Oct 2026 07:28:00 GMT', undefined],
    ['a time that does not exist', 'Wed, 21 Oct 2026 25:61:00 GMT', undefined],
    ['words with a number that is no date', 'retry in 5', undefined],
    ['words with a number that looks like a year', 'soon 2999', undefined],
    ['words in front of a date', 'not before Fri, 31 Dec 2999 23:59:59 GMT', undefined],
  ])('%s', ([, header, expected]) => {
    expect(parseRetryAfter(header, now)).toBe(expected)
  })
})

describe('a date without a zone', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('is UTC on every machine, as RFC 9110 §5.6.7 says of asctime dates', () => {
    vi.stubEnv('TZ', 'America/New_York')
    expect(new Date(now).getTimezoneOffset()).toBe(240)
    expect(parseRetryAfter('Wed Oct 21 07:29:00 2026', now)).toBe(60_000)
  })
})
