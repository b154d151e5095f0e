import { describe, expect, it } from 'vitest'
import { evaluateRun } from '../evaluate-run.ts'
import type { Strike } from '../strike.ts'
import type { TabsRecord } from '../tabs-record.ts'
import { call, event, handled, handOver, lines, log, pageLine, record, request, served, strike } from './sample-record.ts'

const evaluate = (differences: Partial<TabsRecord> = {}) => evaluateRun(record(differences))
const switching = { kind: 'switching' } as const

describe('a run in which all is well', () => {
  it('has no findings', () => {
    expect(evaluate()).toMatchObject({ breaches: [], shortfalls: [], doubts: [] })
  })
})

describe('the guarantee of stores', () => {
  it('breaks where two pages hand a refresh token over', () => {
    const second = { process: 'p1.1', lines: lines('refreshes', 50, ...handOver('a', 'p1.1')) }
    expect(evaluate({ logs: [log('p0.1'), second] }).breaches).toEqual([
      'p1.1: refresh token a (refreshes) was handed over again without the event, after p0.1',
    ])
  })

  it('breaks where the store confirms a revision twice', () => {
    const save = { kind: 'save', revision: 3 } as const
    const logs = [log('p0.1', ...lines('obtains', 40, save)), { process: 'p1.1', lines: lines('obtains', 50, save) }]
    expect(evaluate({ logs }).breaches).toEqual(['the store confirmed obtains, revision 3 to p0.1 and p1.1'])
  })
})

describe('a token whose session has ended', () => {
  const pageLines = [pageLine('p0.1', 500, handled(3), 1)]

  it('may be sent until the page has handled the end, whenever the request arrives', () => {
    const requests = [request('p0.1', 3, 1, 600), request('p0.1', 4, 2, 700), request('p1.1', 4, 1, 700)]
    expect(evaluate({ pageLines, requests }).breaches).toEqual([])
  })

  it('must not be sent afterwards', () => {
    const requests = [request('p0.1', 4, 1, 600), request('p0.1', 5, 1, 700)]
    expect(evaluate({ pageLines, requests }).breaches).toEqual(['p0.1: 2 requests with a token whose session had ended (obtains)'])
  })

  it('is not counted for the other session of the page', () => {
    const requests = [{ ...request('p0.1', 4, 1, 600), session: 'refreshes' as const }]
    expect(evaluate({ pageLines, requests }).breaches).toEqual([])
  })
})

describe('the end of a session', () => {
  const pageLines = [pageLine('p1.1', 500, switching, 1)]
  const requests = [request('p0.1', 1, 1, 400)]

  it('must be handled by each page that has used the session and runs until the end', () => {
    expect(evaluate({ pageLines, requests }).shortfalls).toEqual(['p0.1: has not handled the end of a session (obtains)'])
    expect(evaluate({ pageLines: [...pageLines, pageLine('p0.1', 510, handled(1), 1)], requests }).shortfalls).toEqual([])
  })

  it('need not be handled by a page that was closed, or that has used no token of it', () => {
    expect(evaluate({ pageLines, requests, alive: [] }).shortfalls).toEqual([])
    expect(evaluate({ pageLines, requests: [request('p0.1', 1, 2, 400)] }).shortfalls).toEqual([])
  })

  it('must not come without a logout or sign-in', () => {
    expect(evaluate({ pageLines: [pageLine('p0.1', 500, handled(1), 1)] }).shortfalls).toEqual([
      'p0.1: a session has ended without a logout or sign-in',
    ])
  })

  it('is timed from its completion, in the pages that were neither frozen nor away', () => {
    const all = [
      pageLine('p1.1', 500, switching, 1),
      pageLine('p1.1', 505, { kind: 'logged-out', wall: 1_000 }, 1),
      pageLine('p1.1', 504, handled(1, 999), 1),
      pageLine('p0.1', 510, handled(1, 1_007), 1),
      pageLine('p2.1', 511, handled(1, 998), 1),
      pageLine('p3.1', 900, handled(1, 1_390), 1),
      pageLine('p0.1', 2_000, switching, 1),
    ]
    expect(evaluate({ pageLines: all, strikes: [strike('p3.1', 'freeze', 400, 890)] }).delays).toEqual([0, 7])
  })
})

describe('token calls', () => {
  const calls = (count: number) => Array.from({ length: count }, (_, index) => call('p0.1', index))
  const evaluateCalls = (count: number, differences: Partial<TabsRecord> = {}): readonly string[] =>
    evaluate({ books: { obtains: calls(count), refreshes: [] }, ...differences }).shortfalls
  const freshResult = lines('obtains', 50, event('refresh', 'reason: due, grant: obtain'))

  // 100 s hold 12.5 lifetimes of 8 s, which is when a token of 10 s is refreshed.
  it.each<[number, string, Partial<TabsRecord>]>([
    [13, 'without strikes', {}],
    [14, 'after a page was closed with a token request under way', { strikes: [strike('p0.1', 'close', 30)] }],
    [13, 'if another page was closed', { strikes: [strike('p1.1', 'close', 30)] }],
    [13, 'if a page was closed with the result in use', { strikes: [strike('p0.1', 'close', 60)], logs: [log('p0.1', ...freshResult)] }],
    [
      14,
      'if only the token of another page was in use',
      {
        strikes: [strike('p0.1', 'close', 60)],
        logs: [log('p0.1', ...lines('obtains', 50, event('refresh', 'reason: due, grant: store')))],
      },
    ],
    [14, 'if a user has signed in', { pageLines: [pageLine('p0.1', 5, { kind: 'signed-in', wall: 0 })] }],
  ])('may be %i %s', (most, _name, differences) => {
    expect(evaluateCalls(most, differences)).toEqual([])
    expect(evaluateCalls(most + 1, differences)).toEqual([`${most + 1} token calls, more than ${most} (obtains)`])
  })

  it('do not count while nobody is signed in', () => {
    const signedOut = call('p0.1', 90, { status: 401 })
    expect(evaluate({ books: { obtains: [...calls(13), signedOut], refreshes: [] } }).shortfalls).toEqual([])
  })

  it('have a bound for a page that holds a refresh token, too', () => {
    const refreshes = Array.from({ length: 14 }, (_, index) => call('p0.1', index, { refreshToken: 'a' }))
    expect(evaluate({ books: { obtains: calls(1), refreshes } }).shortfalls).toEqual(['14 token calls, more than 13 (refreshes)'])
  })
})

describe('the cookie session', () => {
  it('must have no caller error, no reuse and no silent page', () => {
    const error = { kind: 'caller-error', error: 'status 401', retryAt: false } as const
    const silent = { process: 'p1.1', lines: lines('obtains', 60_000, served, error) }
    const { shortfalls } = evaluate({
      logs: [log('p0.1'), silent],
      alive: ['p0.1', 'p1.1'],
      books: { obtains: [call('p0.1', 1, { isReuse: true })], refreshes: [] },
    })
    expect(shortfalls).toEqual([
      '1 caller errors of the cookie session: 1 status 401',
      '1 reuse detections behind the session endpoint',
      'p1.1: no request was served at the end of the run',
    ])
  })
})

describe('a run proves less than it should', () => {
  const switchStrike: Strike = strike('p0.1', 'log-out', 500)

  it.each<[string, Partial<TabsRecord>]>([
    ['freeze has failed', { failures: ['freeze has failed'] }],
    ['only 0 of 2 steps have happened', { planned: 2 }],
    ['no refresh token was handed over', { logs: [{ process: 'p0.1', lines: lines('obtains', 0, served) }] }],
    ['no page has called the session endpoint', { books: { obtains: [], refreshes: [] } }],
    [
      '1 pages had no request of the cookie session served',
      { logs: [{ process: 'p0.1', lines: [...lines('refreshes', 0, served), ...lines('refreshes', 20_000, served)] }] },
    ],
    ['p0.1: the log lacks a hand-over of b', { books: { obtains: [], refreshes: [call('p0.1', 1, { refreshToken: 'b' })] } }],
    ['no page has handled the end of a session', { strikes: [switchStrike] }],
    ['no page has left a log', { logs: [] }],
  ])('where %s', (doubt, differences) => {
    expect(evaluate(differences).doubts).toContain(doubt)
  })
})
