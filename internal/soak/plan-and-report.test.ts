import { TokenUnavailableError } from '@everbearer/core'
import { describe, expect, it } from 'vitest'
import { readOptions } from '../tools/command-line.ts'
import { errorClass } from './lanes.ts'
import { classifyHeap, createHeapReader, heapGrowth, type HeapSample, watchHeap } from './heap.ts'
import { soak } from './options.ts'
import { classifyResponse, soakTable } from './report.ts'
import { createTally } from './tally.ts'
import { drawAll, faultOf } from './troubles.ts'

describe('the failures of token requests', () => {
  const plans = [1, 2, 3].flatMap((seed) => drawAll(20, seed))

  it('meet every other request, in turn', () => {
    for (const plan of plans) {
      const twice = [...plan, ...plan]
      const begin = twice.indexOf('503')
      expect(twice.slice(begin, begin + 6)).toEqual(['503', 'token', 'reset', 'token', 'HTML', 'token'])
    }
  })

  it('begin differently from client to client, and alike for the same seed', () => {
    expect(new Set(plans.map((plan) => plan.join()))).toHaveProperty('size', 6)
    expect(drawAll(20, 7)).toEqual(drawAll(20, 7))
    expect(drawAll(20, 7)).not.toEqual(drawAll(20, 8))
  })

  it('are played by the testbed in that order', () => {
    expect(faultOf(['HTML', 'token', '503', 'reset'])).toEqual({
      kind: 'sequence',
      faults: [expect.objectContaining({ kind: 'text' }), { kind: 'none' }, { kind: 'status', status: 503 }, { kind: 'reset' }],
    })
  })
})

describe('the tally', () => {
  it('has the longest time without service, before the first, between two and after the last', () => {
    const tally = createTally(1_000)
    expect(tally.summary(3, 1_400).longestGap).toBe(400)
    tally.served(1_100, 1_500)
    tally.served(1_200, 2_700)
    expect(tally.summary(3, 3_000).longestGap).toBe(1_200)
    expect(tally.summary(3, 4_100).longestGap).toBe(1_400)
  })

  it('has errors by class, and those that have no response or were not sent', () => {
    const tally = createTally(0)
    for (let request = 0; request < 5; request++) tally.sent()
    tally.served(0, 80)
    for (const name of ['status 401', 'TokenUnavailableError', 'status 401']) tally.failed(name)
    expect(tally.summary(7, 100)).toMatchObject({ requests: 7, served: 1 })
    expect(tally.summary(7, 100).errors).toEqual({ 'status 401': 2, TokenUnavailableError: 1, 'no response': 1, 'not sent': 2 })
    tally.served(0, 90)
    expect(tally.summary(5, 100).errors).toEqual({ 'status 401': 2, TokenUnavailableError: 1 })
  })

  it('measures from the moment that a request was due', () => {
    const tally = createTally(0)
    tally.served(100, 1_100)
    expect(tally.summary(1, 1_100).p99).toBeCloseTo(1_000, -1)
  })
})

it('an error is classed by ours in its chain, and else by the innermost code', () => {
  const ours = new TokenUnavailableError('no token', 0, Object.assign(new Error('reset'), { code: 'ECONNRESET' }))
  expect(errorClass(ours)).toBe('TokenUnavailableError')
  expect(errorClass(new Error('wrapped', { cause: ours }))).toBe('TokenUnavailableError')
  expect(errorClass(new TypeError('failed', { cause: Object.assign(new Error('reset'), { code: 'ECONNRESET' }) }))).toBe('ECONNRESET')
})

describe('the report', () => {
  const row = { name: 'one', isOurs: true, requests: 10_000, served: 9_500, errors: {}, tokenRequests: [], longestGap: 1_250, p99: 80 }

  it('is good from 95 % on, for each adapter', () => {
    expect(classifyResponse([row])).toEqual({ good: true, text: 'one: served at least 95 % of the requests' })
    expect(classifyResponse([row, { ...row, name: 'two', served: 9_499 }])).toEqual({
      good: false,
      text: 'two: served less than 95 % of the requests',
    })
  })

  it('is bad if fewer than half of the token requests failed, as the run shows nothing then', () => {
    expect(
      classifyResponse([
        { ...row, tokenRequests: ['503', 'token', 'reset', 'token', 'HTML'] },
        { ...row, tokenRequests: ['token', '503', 'token'] },
      ]),
    ).toMatchObject({ good: true })
    expect(classifyResponse([row, { ...row, name: 'two', tokenRequests: ['token', 'token', '503', 'token'] }])).toEqual({
      good: false,
      text: 'two: fewer than half of the token requests failed',
    })
  })

  it('does not judge other libraries', () => {
    expect(classifyResponse([row, { ...row, name: 'peer', isOurs: false, served: 0 }])).toMatchObject({ good: true })
  })

  it('rounds no share up, and lists the most frequent first', () => {
    const [, cells] = soakTable([
      { ...row, served: 9_499, requests: 9_999, errors: { a: 1, b: 499 }, tokenRequests: ['token', '503', 'token'] },
    ])
    expect(cells).toEqual(['one', '9,999', '94.99 %', '1.3 s', '80.0', '3: 2 token, 1 503', '499 b, 1 a'])
  })
})

describe('the command line of the soak', () => {
  const parse = (...args: string[]): unknown => readOptions(soak.options, args)

  it('asks for all adapters and five minutes unless told otherwise', () => {
    expect(parse()).toEqual({ minutes: 5, seed: 1, client: 'all', peers: false, 'refresh-tokens': false })
    expect(parse('--minutes', '0.5', '--seed', '3', '--client', 'ky', '--peers', '--refresh-tokens')).toEqual({
      minutes: 0.5,
      seed: 3,
      client: 'ky',
      peers: true,
      'refresh-tokens': true,
    })
  })

  it.each([
    ['--minutes', '0'],
    ['--minutes', '1e9'],
    ['--minutes', '-1'],
    ['--seed', 'x'],
    ['--client', 'gopher'],
  ])('refuses %s %s', (name, value) => {
    expect(() => parse(name, value)).toThrow(new RegExp(`^${name}: expected`))
  })
})

describe('the heap of a long run', () => {
  /** Samples at equal distances, MB. */
  const samplesOf = (...sizes: number[]): HeapSample[] => sizes.map((size, i) => ({ at: (i + 1) / sizes.length, bytes: size * 1e6 }))

  it('is flat if the least of the second half is near the least of the first', () => {
    const samples = samplesOf(40, 30, 21, 20, 28, 20.5, 24, 20.4)
    expect(heapGrowth(samples)).toBeCloseTo(400_000)
    expect(classifyHeap(samples)).toEqual({
      good: true,
      text: 'Heap after garbage collections, MB: 40.00, 30.00, 21.00, 20.00, 28.00, 20.50, 24.00, 20.40; grown by 0.40',
    })
  })

  it('is not where every sample of the second half is higher', () => {
    expect(classifyHeap(samplesOf(20, 20, 20.5, 21, 21.5, 22, 22.5, 23))).toMatchObject({
      good: false,
      text: expect.stringMatching(/grown by 1\.50, more than 1\.00$/) as string,
    })
  })

  it('is read by the collector: what is kept shows, what is let go does not', async () => {
    const read = createHeapReader()
    const begun = await read()
    const kept = Array.from({ length: 200_000 }, (_, i) => ({ i }))
    const held = await read()
    expect(held - begun).toBeGreaterThan(2_000_000)
    kept.length = 0
    expect((await read()) - begun).toBeLessThan(1_000_000)
  })

  it('is sampled over the whole run', async () => {
    let reads = 0
    const samples = await watchHeap(24, async () => ++reads)
    expect(samples).toHaveLength(24)
    expect(samples.at(-1)).toEqual({ at: 1, bytes: 24 })
  })
})
