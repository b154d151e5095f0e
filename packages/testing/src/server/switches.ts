import { isChallengeName, rejections } from './challenges.ts'
import type { ChallengeName } from './challenges.ts'

/** The settings in the query of a request to the testbed's API. The settings have an effect on every path. */
export interface Switches {
  /** The challenge of a rejection; undefined: the challenge depends on the request's authorization scheme. */
  readonly challenge: ChallengeName | undefined
  /** Number of requests with the same path and query that are rejected. Later requests are checked normally. Infinity: all are rejected. */
  readonly reject: number
  /** Length of the body of a rejection, bytes; undefined: a short JSON body. */
  readonly rejectBytes: number | undefined
  /** True: the body of a rejection never ends. */
  readonly stall: boolean
  /** Pause before the response, ms. */
  readonly delay: number
}

/** Error for an invalid query. The API responds with 400, as the query is a mistake in a test. */
export class QueryError extends Error {
  override readonly name = 'QueryError'
}

/** Reads the settings from the query. @throws QueryError a value is invalid */
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

/** Reads a number from the query. @throws QueryError the value is not a number of 0 or more */
export function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name)
  if (text === null) return fallback
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new QueryError(`${name} must be a number of 0 or more`)
  }
  return value
}
