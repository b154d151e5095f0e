import { describe, expect, test } from 'vitest'
import { tableLines } from '../src/time-line/data-table.ts'
import { describeCounts, duration } from '../src/time-line/descriptions.ts'
import { hasText, layoutOf } from '../src/time-line/layout.ts'
import { levelsOf } from '../src/time-line/levels.ts'
import { headOf, headShapes, rowShapes } from '../src/time-line/shapes.ts'
import { ticksOf } from '../src/time-line/ticks.ts'
import { createTimeScale } from '../src/time-line/time-scale.ts'
import { tokenStyleName, tokenStyleNames } from '../src/time-line/token-style.ts'
import { stormData } from './support/storm-data.ts'
import type { Lane, TimeLineData } from '../src/time-line/index.ts'

describe('the scale of time', () => {
  test('fills the width, and never goes back', () => {
    const scale = createTimeScale(
      [
        { from: 0, to: 100 },
        { from: 3_600_000, to: 3_600_400 },
      ],
      3_600_500,
      600,
    )
    expect([scale.at(0), scale.at(3_600_500)]).toEqual([0, 600])
    expect([scale.at(-50), scale.at(9_999_999)]).toEqual([0, 600])
    const positions = Array.from({ length: 200 }, (_, index) => scale.at(index * 18_002.5))
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  })

  test('shortens an hour without requests, so that each request keeps its width', () => {
    const { at, cuts } = createTimeScale(
      [
        { from: 0, to: 1000 },
        { from: 3_600_000, to: 3_601_000 },
      ],
      3_601_000,
      600,
    )
    expect(cuts).toEqual([{ from: 1000, to: 3_600_000 }])
    expect(at(1000) - at(0)).toBeCloseTo(at(3_601_000) - at(3_600_000), 6)
    expect(at(1000) - at(0)).toBeGreaterThan(150)
  })

  test('draws a short pause in full', () => {
    const { at, cuts } = createTimeScale(
      [
        { from: 0, to: 400 },
        { from: 500, to: 900 },
      ],
      900,
      900,
    )
    expect(cuts).toEqual([])
    expect([at(400), at(500)]).toEqual([400, 500])
  })

  test('of no event at all is usable', () => {
    const scale = createTimeScale([], 1000, 600)
    expect([scale.at(1000), scale.at(1001)]).toEqual([0, 600])
  })
})

test('ticks are at round times, apart from each other, and outside of shortened times', () => {
  const scale = createTimeScale(
    [
      { from: 50, to: 1050 },
      { from: 100_050, to: 100_450 },
    ],
    100_450,
    600,
  )
  const ticks = ticksOf(scale, 600)
  expect(ticks[0]).toEqual({ x: 0, text: '0' })
  expect(ticks.length).toBeLessThan(10)
  for (const [index, { x }] of ticks.slice(1).entries()) expect(x - ticks[index]!.x).toBeGreaterThanOrEqual(49)
  expect(ticks.map(({ text }) => text)).toContain('100 s')
})

test('spans that overlap stand below each other, up to three', () => {
  expect(
    levelsOf(
      [
        { from: 0, to: 10 },
        { from: 10, to: 20 },
      ],
      20,
    ),
  ).toEqual([0, 0])
  expect(levelsOf([{ from: 0 }, { from: 5, to: 7 }, { from: 6 }, { from: 6 }], 20)).toEqual([0, 1, 2, 2])
})

test('successive tokens differ in colour and pattern, thirty in a row at least in one of them', () => {
  const names = Array.from({ length: 30 }, (_, index) => tokenStyleName(index + 1))
  expect(new Set(names).size).toBe(30)
  for (const [index, name] of names.slice(1).entries())
    for (const place of [0, 1]) expect(name.split('-')[place]).not.toBe(names[index]!.split('-')[place])
  expect(tokenStyleNames.toSorted()).toEqual(names.toSorted())
})

describe('the layout', () => {
  test('gives 100 requests low rows without texts, and 10 requests rows with texts', () => {
    const [low, high] = [100, 10].map((count) => layoutOf(stormData(count), { width: 900, height: 500 }))
    expect([low!.rowHeight, hasText(low!), high!.rowHeight, hasText(high!)]).toEqual([5, false, 22, true])
    expect(hasText(layoutOf(stormData(100), { width: 900, height: 500, leastRow: 18 }))).toBe(true)
  })

  test('leaves room for the chart in a width of 360 px', () => {
    const layout = layoutOf(stormData(10), { width: 360, height: 300 })
    expect(layout.width).toBeGreaterThanOrEqual(220)
    expect(layout.left + layout.width + layout.textWidth.after).toBe(360)
  })

  test('puts the parts of a request behind each other, and none outside', () => {
    const layout = layoutOf(stormData(40), { width: 900, height: 500 })
    for (const { pieces } of layout.rows) {
      for (const { x, width } of pieces) {
        expect(width).toBeGreaterThanOrEqual(2)
        expect(x + width).toBeLessThanOrEqual(layout.width + 2)
      }
      for (const [index, { x }] of pieces.slice(1).entries()) expect(x).toBeCloseTo(pieces[index]!.x + pieces[index]!.width, 6)
    }
  })

  test('shows a token by pattern and number, a rejection by a shape, and a request without a token by an outline', () => {
    const layout = layoutOf(stormData(19), { width: 900, height: 500 })
    const [rejected, skipped] = [layout.rows[0]!, layout.rows[18]!].map((row) => rowShapes(row, layout))
    expect(rejected).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ attributes: expect.objectContaining({ class: 'attempt', fill: 'url(#token-0-0)' }) as unknown }),
        expect.objectContaining({ tag: 'text', text: '1' }),
        expect.objectContaining({ tag: 'path', attributes: expect.objectContaining({ class: 'end rejected' }) as unknown }),
      ]),
    )
    expect(skipped!.map(({ attributes }) => attributes['class'])).toEqual(['attempt bare'])
    const head = headShapes(layout, headOf(layout), 1500)
    expect(head.flatMap(({ text }) => text ?? [])).toEqual(expect.arrayContaining(['session 1', 'token 1', 'token 2', 'refresh', 'revoke']))
  })
})

describe('time lines beside each other', () => {
  const [short, long] = [stormData(5), { ...stormData(5), now: 4000 }]
  const placesOf = (data: TimeLineData): unknown => {
    const { ticks, cuts, rows } = layoutOf(data, { width: 900, height: 500 })
    return { ticks, cuts, first: rows[0]!.pieces[0]!.x }
  }
  const busy: TimeLineData = { ...long, lanes: [{ id: 'late', label: 'late', from: 2500, to: 3900, segments: [] }] }

  test('have one axis, whichever is longer or has the longer pauses', () => {
    const quiet = { ...short, now: 4000 }
    expect(placesOf({ ...quiet, beside: [busy] })).toMatchObject({
      ticks: layoutOf({ ...busy, beside: [quiet] }, { width: 900, height: 500 }).ticks,
    })
    expect(placesOf({ ...quiet, beside: [busy] })).not.toEqual(placesOf(quiet))
    expect(placesOf({ ...quiet, beside: [quiet] })).toEqual(placesOf(quiet))
  })
})

describe('the end of a request', () => {
  const lane: Lane = {
    id: 'l',
    label: 'GET',
    from: 0,
    to: 1000,
    segments: [
      { kind: 'attempt', from: 0, to: 100, attempt: 1, token: 1, status: 401, outcome: 'rejected' },
      { kind: 'waiting', from: 100, to: 500, reason: 'the token was rejected' },
    ],
  }
  const marksOf = (ended: Partial<Lane>, height: number): unknown[] => {
    const lanes = [{ ...lane, ...ended }, ...Array.from({ length: 39 }, () => lane)]
    const data = { now: 1000, lanes, refreshes: [], sessions: [], tokens: [], marks: [] }
    const layout = layoutOf(data, { width: 600, height })
    return rowShapes(layout.rows[0]!, layout).flatMap(({ tag, attributes: { class: name, x, width, d } }) => {
      if (!String(name).startsWith('end ')) return []
      const place = tag === 'rect' ? Number(x) + Number(width) / 2 : Number(/^M(-?[\d.]+)/.exec(String(d))![1])
      return [`${String(name)} at ${Math.round((place / layout.width) * 10) * 100}`]
    })
  }

  test.each([
    ['failed', 120, ['end rejected at 100', 'end failed at 1000']],
    ['failed', 800, ['end rejected at 100', 'end failed at 1000']],
    ['ended', 120, ['end rejected at 100', 'end ended at 1000']],
    ['ended', 800, ['end rejected at 100', 'end ended at 1000']],
    ['ok', 120, ['end rejected at 100']],
  ] as const)('as %s is drawn when it came, in rows of %i px together', (outcome, height, marks) => {
    expect(marksOf({ outcome }, height)).toEqual(marks)
  })

  test('hides the end of an attempt at the same moment', () => {
    expect(marksOf({ outcome: 'failed', to: 101 }, 800)).toEqual(['end failed at 100'])
  })
})

describe('the words', () => {
  test('count requests by outcome', () => {
    expect(describeCounts(stormData(19))).toBe('19 requests (17 ok, 1 failed, 1 sent without a token), 1 refresh')
    expect(describeCounts(stormData(3, 400))).toBe('3 requests (3 in progress), 1 refresh')
  })

  test('have all of the chart in the table, in the order of time', () => {
    const lines = tableLines(stormData(2))
    expect(lines.map(([what]) => what)).toEqual([
      'Session 1',
      'Token 1 of session 1',
      'revoke',
      'GET https://api.example.com',
      'GET https://api.example.com',
      'Refresh (rejected): token 2',
      'Token 2 of session 1',
    ])
    expect(lines[3]).toEqual([
      'GET https://api.example.com',
      '160 ms',
      '540 ms',
      'attempt 1 with token 1: 401 rejected (140 ms); waited 320 ms: the token was rejected; attempt 2 with token 2: 200 (80 ms); ok after 540 ms',
    ])
  })

  test.each([
    [0.4, '0 ms'],
    [999, '999 ms'],
    [1500, '1.5 s'],
    [150_000, '3 min'],
  ])('%d ms are %s', (ms, text) => {
    expect(duration(ms)).toBe(text)
  })
})
