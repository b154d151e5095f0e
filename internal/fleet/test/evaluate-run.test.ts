import { describe, expect, it } from 'vitest'
import type { BookedTokenRequest } from '@everbearer/testbed'
import { type Evaluation, evaluateRun } from '../evaluate-run.ts'
import type { LogLine, SessionEntry, SessionKind } from '../log-line.ts'
import type { Happened } from '../chaos.ts'
import type { RunRecord } from '../run-record.ts'

/** A log: one entry per ms, `from` on. */
function lines(session: SessionKind, from: number, ...entries: readonly SessionEntry[]): LogLine[] {
  return entries.map((entry, index) => ({ at: from + index, session, ...entry }))
}

const claim = (token: string, owner: string, result: 'saved' | 'conflict' | 'unknown' = 'saved'): SessionEntry => ({
  kind: 'claim',
  token,
  claim: owner,
  result,
})
const handOver = (token: string): SessionEntry => ({ kind: 'hand-over', token })
const outcome = (token: string, kind: 'used' | 'unused' = 'used'): SessionEntry => ({ kind: 'outcome', token, outcome: kind, status: 200 })
const event = (name: string, detail?: string): SessionEntry => ({ kind: 'event', name, detail })
const served: SessionEntry = { kind: 'served', count: 5 }

function request(process: string, refreshToken: string | undefined, differences: Partial<BookedTokenRequest> = {}): BookedTokenRequest {
  return { clientId: 'c', grantType: 'refresh_token', refreshToken, process, at: 0, status: 200, isReuse: false, ...differences }
}

function record(logs: Readonly<Record<string, readonly LogLine[]>>, differences: Partial<RunRecord> = {}): RunRecord {
  return {
    logs: Object.entries(logs).map(([process, of]) => ({ process, lines: of })),
    books: { obtains: [], refreshes: [] },
    happened: [],
    planned: 0,
    lifetime: 10_000,
    duration: 100_000,
    crashes: [],
    ...differences,
  }
}

const once = (session: SessionKind): LogLine[] => lines(session, 0, claim('a', 'p0#1'), handOver('a'), outcome('a'), served)

describe('the guarantee', () => {
  it.each(['obtains', 'refreshes'] as const)('holds for one claimed hand-over (%s)', (session) => {
    expect(evaluateRun(record({ p0: once(session) }))).toMatchObject({ breaches: [], shortfalls: [], doubts: [] })
  })

  it.each<[string, readonly SessionEntry[]]>([
    ['without a claim', [handOver('a')]],
    ['with a claim that another process has won', [claim('a', 'p0#1', 'conflict'), handOver('a')]],
    ['with a claim that was not confirmed', [claim('a', 'p0#1', 'unknown'), handOver('a')]],
    ['with a claim on another token', [claim('b', 'p0#1'), handOver('a')]],
    ['with a claim that came later', [handOver('a'), claim('a', 'p0#1')]],
    ['with the claim of another process', [{ kind: 'claim-read', token: 'a', claim: 'p1#1' }, handOver('a')]],
  ])('breaks with a hand-over %s', (_name, entries) => {
    const { breaches } = evaluateRun(record({ p0: lines('obtains', 0, ...entries) }))
    expect(breaches).toEqual(['p0: refresh token a (obtains) was handed over without a claim'])
  })

  it('holds where the process finds its own claim in the store after a save without a confirmation', () => {
    const entries = [claim('a', 'p0#1', 'unknown'), { kind: 'claim-read', token: 'a', claim: 'p0#1' } as const, handOver('a')]
    expect(evaluateRun(record({ p0: lines('obtains', 0, ...entries) })).breaches).toEqual([])
  })

  it.each(['obtains', 'refreshes'] as const)('breaks where one claim serves two hand-overs (%s)', (session) => {
    const again = session === 'refreshes' ? [event('refresh-outcome-unknown')] : []
    const { breaches } = evaluateRun(record({ p0: lines(session, 0, claim('a', 'p0#1'), handOver('a'), ...again, handOver('a')) }))
    expect(breaches).toContain(`p0: refresh token a (${session}) was handed over without a claim`)
  })

  it.each<[string, readonly SessionEntry[]]>([
    ['an unknown outcome', []],
    ['a use', [outcome('a')]],
  ])('breaks with a second hand-over after %s where the source can obtain, even with a claim and the event', (_name, between) => {
    const { breaches } = evaluateRun(
      record({
        p0: lines('obtains', 0, claim('a', 'p0#1'), handOver('a'), ...between),
        p1: lines('obtains', 100, claim('a', 'p1#1'), event('refresh-outcome-unknown'), handOver('a')),
      }),
    )
    expect(breaches).toEqual(['p1: refresh token a (obtains) was handed over again, after p0'])
  })

  it('holds with a second hand-over after a response that left the token unused', () => {
    const entries = [claim('a', 'p0#1'), handOver('a'), outcome('a', 'unused'), handOver('a'), outcome('a')]
    expect(evaluateRun(record({ p0: lines('obtains', 0, ...entries) })).breaches).toEqual([])
  })

  it('breaks with a second hand-over before the process knew that the token is unused', () => {
    const { breaches } = evaluateRun(
      record({
        p0: [...lines('obtains', 0, claim('a', 'p0#1'), handOver('a')), ...lines('obtains', 500, outcome('a', 'unused'))],
        p1: lines('obtains', 100, claim('a', 'p1#1'), handOver('a')),
      }),
    )
    expect(breaches).toEqual(['p1: refresh token a (obtains) was handed over again, after p0'])
  })

  it('holds with a further hand-over after the event where the source can only refresh', () => {
    const { breaches, figures } = evaluateRun(
      record({
        p0: lines('refreshes', 0, claim('a', 'p0#1'), handOver('a')),
        p1: lines('refreshes', 100, claim('a', 'p1#1'), event('refresh-outcome-unknown'), handOver('a')),
      }),
    )
    expect(breaches).toEqual([])
    expect(figures.refreshes).toMatchObject({ handOvers: 2, repeats: 1, announced: 1 })
  })

  it('breaks with a further hand-over without an event of its own', () => {
    const { breaches } = evaluateRun(
      record({
        p0: lines('refreshes', 0, claim('a', 'p0#1'), handOver('a')),
        p1: lines('refreshes', 100, claim('a', 'p1#1'), event('refresh-outcome-unknown'), handOver('a'), claim('a', 'p1#2'), handOver('a')),
      }),
    )
    expect(breaches).toEqual(['p1: refresh token a (refreshes) was handed over again without the event, after p0, p1'])
  })

  it('does not take the event of another session or process', () => {
    const { breaches } = evaluateRun(
      record({
        p0: lines('refreshes', 0, claim('a', 'p0#1'), handOver('a'), event('refresh-outcome-unknown')),
        p1: [...lines('obtains', 50, event('refresh-outcome-unknown')), ...lines('refreshes', 100, claim('a', 'p1#1'), handOver('a'))],
      }),
    )
    expect(breaches).toEqual(['p1: refresh token a (refreshes) was handed over again without the event, after p0'])
  })

  it('breaks where the store confirms a revision twice', () => {
    const save: SessionEntry = { kind: 'save', revision: 7 }
    const { breaches } = evaluateRun(
      record({ p0: lines('obtains', 0, save), p1: lines('obtains', 5, save), p2: lines('refreshes', 5, save) }),
    )
    expect(breaches).toEqual(['the store confirmed obtains, revision 7 to p0 and p1'])
  })
})

describe('sources that obtain', () => {
  const errors: readonly SessionEntry[] = [{ kind: 'caller-error', error: 'status 401', retryAt: false }]

  it('must have no caller error and no reuse', () => {
    const { shortfalls } = evaluateRun(
      record(
        { p0: [...once('obtains'), ...lines('obtains', 9, ...errors)] },
        { books: { obtains: [request('p0', 'a'), request('p0', 'a', { isReuse: true })], refreshes: [] } },
      ),
    )
    expect(shortfalls).toEqual([
      '1 caller errors where the source can obtain: 1 status 401',
      '1 reuse detections where the source can obtain',
    ])
  })

  it('differ in that from sources that can only refresh', () => {
    const { shortfalls, figures } = evaluateRun(
      record(
        { p0: [...once('refreshes'), ...lines('refreshes', 9, ...errors)] },
        { books: { obtains: [], refreshes: [request('p0', 'a', { isReuse: true })] } },
      ),
    )
    expect(shortfalls).toEqual([])
    expect(figures.refreshes).toMatchObject({ callerErrors: 1, reuseDetections: 1 })
  })

  const happened = (kind: 'kill' | 'pause' | 'restart' | 'cut', length: number, places: number[]): Happened => ({
    mishap: { kind, at: 0, place: 0, onTheWire: 'obtains', places, length: 1 } as Happened['mishap'],
    from: 0,
    until: length,
    places,
  })

  // 100 s hold 12.5 lifetimes of 8 s, which is when a token of 10 s is refreshed, and there is a first token.
  it.each<[number, string, readonly Happened[]]>([
    [14, 'without mishaps', []],
    [16, 'after a kill and a pause', [happened('kill', 5, [0]), happened('pause', 7_500, [1])]],
    [22, 'after a short restart that concerns eight processes', [happened('restart', 600, [0, 1, 2, 3, 4, 5, 6, 7])]],
    [22, 'after two lifetimes without a store for four processes', [happened('cut', 13_000, [0, 1, 2, 3])]],
  ])('may send %i token requests %s', (most, _name, all) => {
    const evaluate = (calls: number): readonly string[] =>
      evaluateRun(
        record(
          { p0: once('obtains') },
          {
            books: { obtains: Array.from({ length: calls }, () => request('p0', undefined)), refreshes: [] },
            happened: all,
          },
        ),
      ).shortfalls
    expect(evaluate(most)).toEqual([])
    expect(evaluate(most + 1)).toEqual([`${most + 1} token calls where the source can obtain, more than ${most}`])
  })

  it('may send one more for each process and lifetime in which the store was late', () => {
    const failed = event('store-failed')
    const late = [...lines('obtains', 0, failed, failed), ...lines('obtains', 20_000, failed)]
    const most = (all: readonly Happened[]): Pick<Evaluation, 'mostTokenCalls' | 'late'> => {
      const { mostTokenCalls, late: count } = evaluateRun(record({ 'p0.1': late }, { happened: all }))
      return { mostTokenCalls, late: count }
    }
    expect(most([])).toEqual({ mostTokenCalls: 16, late: 2 })
    // What was planned counts once.
    expect(most([happened('restart', 600, [0, 1])])).toEqual({ mostTokenCalls: 17, late: 1 })
    expect(most([happened('restart', 600, [1])])).toEqual({ mostTokenCalls: 17, late: 2 })
  })
})

describe('a run proves less than it should', () => {
  it.each<[string, RunRecord]>([
    ['no process has left a log', record({})],
    ['no refresh token was handed over', record({ p0: lines('obtains', 0, served) })],
    ['only 0 of 3 mishaps have happened', record({ p0: once('obtains') }, { planned: 3 })],
    ['p0 ended with 1', record({ p0: once('obtains') }, { crashes: ['p0 ended with 1'] })],
    [
      '1 processes had no request served where the source can obtain',
      record({ p0: once('obtains'), p1: [...lines('refreshes', 0, served), ...lines('refreshes', 20_000, served)] }),
    ],
    [
      'p0: the log lacks a hand-over of b',
      record({ p0: once('obtains') }, { books: { obtains: [request('p0', 'a'), request('p0', 'b')], refreshes: [] } }),
    ],
  ])('where %s', (doubt, run) => {
    expect(evaluateRun(run).doubts).toContain(doubt)
  })
})
