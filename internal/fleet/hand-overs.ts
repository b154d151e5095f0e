import type { BookedTokenRequest } from '@everbearer/testbed'
import type { LogLine, ProcessLog, SessionKind } from './log-line.ts'

/** A refresh token that a process passed to its source. */
export interface HandOver {
  readonly process: string
  readonly session: SessionKind
  readonly token: string
  readonly at: number
  /** Had the process saved a claim on this token that no earlier request has used up? */
  readonly isClaimed: boolean
  /** Had the process emitted `refresh-outcome-unknown` since its last hand-over in this session? */
  readonly isAnnounced: boolean
  /** Had the process emitted `claim-skipped` since then: does its user allow hand-overs without a claim? */
  readonly isAllowedUnclaimed: boolean
  /** When the process knew what became of the request. */
  readonly outcome: { readonly kind: 'used' | 'unused'; readonly at: number } | undefined
}

type SessionLine = Extract<LogLine, { readonly session: SessionKind }>
type Mutable<T> = { -readonly [Field in keyof T]: T[Field] }

/** All hand-overs of all processes, oldest first. */
export function handOversOf(logs: readonly ProcessLog[]): HandOver[] {
  return logs
    .flatMap(({ process, lines }) =>
      (['obtains', 'refreshes'] as const).flatMap((session) =>
        ofSession(
          process,
          session,
          lines.filter((line): line is SessionLine => 'session' in line && line.session === session),
        ),
      ),
    )
    .toSorted((a, b) => a.at - b.at)
}

function ofSession(process: string, session: SessionKind, lines: readonly SessionLine[]): HandOver[] {
  const handOvers: Mutable<HandOver>[] = []
  /** Claims that the process has saved, by refresh token. */
  const claims = new Map<string, Set<string>>()
  /** Claims whose save was not confirmed. */
  const doubtful = new Set<string>()
  let isAnnounced = false
  let isAllowedUnclaimed = false
  const claimsOn = (token: string): Set<string> => claims.get(token) ?? claims.set(token, new Set()).get(token)!
  for (const line of lines) {
    switch (line.kind) {
      case 'claim':
        if (line.result === 'saved') claimsOn(line.token).add(line.claim)
        if (line.result === 'unknown') doubtful.add(line.claim)
        break
      case 'claim-read':
        // A save whose confirmation was lost, and that the process has found in the store.
        if (doubtful.delete(line.claim)) claimsOn(line.token).add(line.claim)
        break
      case 'event':
        if (line.name === 'refresh-outcome-unknown') isAnnounced = true
        if (line.name === 'claim-skipped') isAllowedUnclaimed = true
        break
      case 'hand-over': {
        const { token, at } = line
        // Requests that the server has not looked at do not use a claim up.
        const used = handOvers.filter((one) => one.token === token && one.outcome?.kind !== 'unused').length
        handOvers.push({
          process,
          session,
          token,
          at,
          isClaimed: claimsOn(token).size > used,
          isAnnounced,
          isAllowedUnclaimed,
          outcome: undefined,
        })
        isAnnounced = false
        isAllowedUnclaimed = false
        break
      }
      case 'outcome': {
        const last = handOvers.findLast((one) => one.token === line.token && one.outcome === undefined)
        if (last !== undefined) last.outcome = { kind: line.outcome, at: line.at }
        break
      }
      case 'obtain':
      case 'save':
      case 'served':
      case 'caller-error':
        break
    }
  }
  return handOvers
}

/** What arrived at the server must be in the log of its process: else a kill has cost lines. */
export function unloggedHandOvers(
  books: Readonly<Record<SessionKind, readonly BookedTokenRequest[]>>,
  handOvers: readonly HandOver[],
): string[] {
  return (['obtains', 'refreshes'] as const).flatMap((session) =>
    books[session].flatMap(({ process, refreshToken }) => {
      if (refreshToken === undefined || process === undefined) return []
      const isLogged = handOvers.some((one) => one.process === process && one.token === refreshToken)
      return isLogged ? [] : [`${process}: the log lacks a hand-over of ${refreshToken}`]
    }),
  )
}
