import { isChallengeName, rejections } from './challenges.ts'
import type { ChallengeName } from './challenges.ts'

/** What the query asks of the API, on every path. */
export interface Switches {
  /** undefined: as the case demands */
  readonly challenge: ChallengeName | undefined
  /** How many requests with this same path and query are rejected; Infinity for `always`. */
  readonly reject: number
  /** Length of the body of a rejection, bytes; undefined for a short JSON one. */
  readonly rejectBytes: number | undefined
  /** Does the body of a rejection never end? */
  readonly stall: boolean
  /** Pause before the answer, ms. */
  readonly delay: number
}

/** A query the API cannot make sense of; answered 400, since it is a mistake in a test. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
}

/** @throws QueryError for values that mean nothing. */
export function readSwitches(query: URLSearchParams): Switches {
  const challenge = query.get('challenge')
  if (challenge !== null && !isChallengeName(challenge)) {
    throw new QueryError(`challenge must be one of ${Object.keys(rejections).join(', ')}`)
  }
  return {
    challenge: challenge ?? undefined,
    reject: query.get('reject') === 'always' ? Infinity : readNumber(query, 'reject', 0),
    rejectBytes: query.has('rejectBytes') ? readNumber(query, 'rejectBytes', 0) : undefined,
    stall: query.get('stall') === '1',
    delay: readNumber(query, 'delay', 0),
  }
}

/** @throws QueryError unless it is a number of 0 or more. */
export function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new QueryError(`${name} must be a number of 0 or more`)
  }
  return value
}
