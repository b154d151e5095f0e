import type { BookedTokenRequest } from '@everbearer/testbed'
import type { LogLine, SessionEntry, SessionKind } from '../../fleet/log-line.ts'
import type { PageEntry, PageLine } from '../page-report.ts'
import type { Step } from '../plan.ts'
import type { Strike } from '../strike.ts'
import type { ApiRequest, TabsRecord } from '../tabs-record.ts'

/** A log: one entry per ms, `from` on. */
export function lines(session: SessionKind, from: number, ...entries: readonly SessionEntry[]): LogLine[] {
  return entries.map((entry, index) => ({ at: from + index, session, ...entry }))
}

export const event = (name: string, detail?: string): SessionEntry => ({ kind: 'event', name, detail })
export const served: SessionEntry = { kind: 'served', count: 5 }

/** A claimed hand-over of a refresh token. */
export const handOver = (token: string, claim: string): readonly SessionEntry[] => [
  { kind: 'claim', token, claim, result: 'saved' },
  { kind: 'hand-over', token },
  { kind: 'outcome', token, outcome: 'used', status: 200 },
]

export function pageLine(page: string, at: number, entry: PageEntry, ended = 0, session: SessionKind = 'obtains'): PageLine {
  return { at, page, session, ended, ...entry }
}

export const handled = (sends: number, wall = 0): PageEntry => ({ kind: 'handled', reason: 'cleared', sends, wall })

export function call(page: string, at: number, differences: Partial<BookedTokenRequest> = {}): BookedTokenRequest {
  return { clientId: 'page', grantType: 'session', refreshToken: undefined, process: page, at, status: 200, isReuse: false, ...differences }
}

export function request(page: string, send: number, signIn: number, at: number): ApiRequest {
  return { page, session: 'obtains', send, signIn, at, status: 200 }
}

export function strike(page: string, kind: Step['kind'], struck: number, until = struck): Strike {
  return { step: { kind, at: 0, place: 0, length: 1, onTheWire: undefined, session: 'obtains' }, page, from: struck, struck, until }
}

/** The record of a run of 100 s with one page, in which all is well. */
export function record(differences: Partial<TabsRecord> = {}): TabsRecord {
  return {
    logs: [log('p0.1')],
    pageLines: [],
    books: { obtains: [call('p0.1', 10)], refreshes: [call('p0.1', 20, { refreshToken: 'a' })] },
    requests: [],
    strikes: [],
    planned: 0,
    alive: ['p0.1'],
    lifetime: 10_000,
    begun: 0,
    ended: 100_000,
    failures: [],
    ...differences,
  }
}

/** The log of a page that runs until the end. */
export function log(page: string, ...more: readonly LogLine[]): { readonly process: string; readonly lines: readonly LogLine[] } {
  const own = [
    ...lines('obtains', 0, served),
    ...lines('refreshes', 10, ...handOver('a', page)),
    ...more,
    ...lines('obtains', 99_000, served),
  ]
  return { process: page, lines: own }
}
