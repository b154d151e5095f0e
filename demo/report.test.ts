import { describe, expect, it } from 'vitest'
import { formatCounted, formatLatency, formatList, formatSeconds } from './format.ts'
import { type AdapterResult, renderReport } from './report.ts'
import { renderTable } from './table.ts'
import { describeInterrupted, evaluateRun } from './evaluate-run.ts'

const good: AdapterResult = {
  name: 'axios',
  requests: 12_345,
  errors: {},
  waits: { missing: 8, rejected: 7, due: 3 },
  replays: 6,
  tokenCalls: 9,
  tokenCounts: { issued: 10, failed: 2 },
  latency: { count: 12_345, p50: 1.234, p99: 12.05 },
  bare: { count: 12_000, p50: 1.1, p99: 9 },
}
const revocations = { betweenRefreshes: 1, again: 1, onTheWire: 1, duringReplays: 1, beforeResponse: 1 }
const bounds = { duration: 20_000, lifetime: 3_000 }

describe('the report', () => {
  it('sets a row per adapter, and says who waited', () => {
    const fetch = { ...good, name: 'fetch', requests: 9, errors: { 'status 500': 2 }, waits: {}, tokenCounts: undefined }
    expect(`\n${renderReport([good, fetch]).join('\n')}\n`).toBe(`
adapter  requests  errors  waited ¹  replayed  token calls  p50 ms  p99 ms  bare p50 ²  bare p99 ²
───────  ────────  ──────  ────────  ────────  ───────────  ──────  ──────  ──────────  ──────────
axios      12,345       0        10         6           10     1.2    12.1         1.1         9.0
fetch           9       2         0         6            9     1.2    12.1         1.1         9.0

¹ for a new token: 7 after a 401 and 3 past the end of the old one. Not counted: 8 for the first one.
  The bare client takes its tokens from the same coordinator, and its waits for them count here, too.
² the same library without Everbearer, token set by hand: 24,000 requests between the others
  Besides the token calls above, 2 got no token (the outage).
`)
  })

  it('says how often tokens were revoked at each moment, all adapters together', () => {
    const other = { ...good, name: 'fetch', revocations: { ...revocations, again: 0, onTheWire: 2 } }
    expect(
      `${renderReport([{ ...good, revocations }, other])
        .slice(-7)
        .join('\n')}\n`,
    ).toBe(`
Revocations, each of all access tokens of one adapter:
     2 between two refreshes
     1 a second time, as soon as each request of the first was answered
     3 while a background refresh was on the wire
     2 while the replays after that one were under way
     2 after a background refresh was answered, and before its response arrived
`)
  })

  it('has dashes where nothing was measured', () => {
    const none = { count: 0, p50: undefined, p99: undefined }
    const [, , row = ''] = renderReport([{ ...good, requests: 0, latency: none, bare: none }])
    expect(row.split(/ {2,}/).slice(-4)).toEqual(['–', '–', '–', '–'])
  })

  it('aligns cells that are wider than their heads', () => {
    expect(
      renderTable([
        ['a', 'b'],
        ['long name', '1,000,000'],
        ['x', '2'],
      ]),
    ).toEqual(['a                  b', '─────────  ─────────', 'long name  1,000,000', 'x                  2'])
  })
})

describe('the evaluation of a run', () => {
  it('is good without errors and within bounds', () => {
    expect(evaluateRun([good], bounds)).toEqual({
      good: true,
      text: '0 caller errors in 12,345 requests; token calls within bounds (per adapter at most 14 = 20 s ÷ (0.8 × 3 s) + 6)',
    })
  })

  it('adds up the errors of all adapters', () => {
    const results = [
      { ...good, errors: { ECONNRESET: 1 } },
      { ...good, name: 'fetch', errors: { ECONNRESET: 1, 'status 503': 5 } },
    ]
    expect(evaluateRun(results, bounds)).toMatchObject({
      good: false,
      text: expect.stringMatching(/^7 caller errors in 24,690 requests \(status 503 × 5, ECONNRESET × 2\); /),
    })
  })

  it.each([
    ['no 401 was replayed in fetch', { replays: 0 }],
    ['more than 14 token calls in fetch', { tokenCounts: { issued: 15, failed: 0 } }],
    ['no request came to an end in fetch', { requests: 0 }],
  ])('is bad because %s', (text, change) => {
    const evaluation = evaluateRun([good, { ...good, ...change, name: 'fetch' }], bounds)
    expect(evaluation.good).toBe(false)
    expect(evaluation.text).toContain(text)
  })

  it('is bad because tokens were never revoked at one of the moments', () => {
    const never = { ...good, revocations: { ...revocations, onTheWire: 0 } }
    expect(evaluateRun([never, never], bounds)).toMatchObject({
      good: false,
      text: expect.stringContaining('no revocation while a background refresh was on the wire'),
    })
    expect(evaluateRun([never, { ...good, revocations }], bounds).good).toBe(true)
  })

  it('takes a number of token calls on the bound', () => {
    expect(evaluateRun([{ ...good, tokenCounts: { issued: 14, failed: 0 } }], bounds).good).toBe(true)
  })

  it('holds a real system to errors alone', () => {
    const result = { ...good, replays: 0, tokenCalls: 99, tokenCounts: undefined }
    expect(evaluateRun([result])).toEqual({ good: true, text: '0 caller errors in 12,345 requests; 99 token calls' })
    expect(evaluateRun([{ ...result, errors: { 'status 500': 1 } }])).toMatchObject({
      good: false,
      text: '1 caller error in 12,345 requests (status 500 × 1); 99 token calls',
    })
  })

  it('of an interrupted run says only what was seen', () => {
    expect(describeInterrupted([good], 3_210)).toBe('interrupted after 3.21 s: 0 caller errors in 12,345 requests')
  })
})

describe('what people read', () => {
  it('is formatted for them', () => {
    expect([formatCounted(1, 'request'), formatCounted(0, 'request'), formatCounted(1234, 'request')]).toEqual([
      '1 request',
      '0 requests',
      '1,234 requests',
    ])
    expect([formatLatency(0.04), formatLatency(1234.56), formatLatency(undefined)]).toEqual(['0.0', '1,234.6', '–'])
    expect([formatSeconds(20_000), formatSeconds(800)]).toEqual(['20 s', '0.8 s'])
    expect([formatList(['a']), formatList(['a', 'b']), formatList(['a', 'b', 'c'])]).toEqual(['a', 'a and b', 'a, b and c'])
  })
})
