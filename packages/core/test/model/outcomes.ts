// What can become of a token request.

import { SessionEndedError, TokenRequestError } from '../../src/index.ts'

/** What the server does with a token request; the first ones more often. */
const outcomes = [
  'token',
  'token',
  'token',
  'rotates',
  'rotates',
  'rotates',
  'short',
  'tiny',
  'no end',
  'down',
  'busy',
  'refused',
  'dead grant',
  'no JSON',
  'null',
  'unusable, rotated',
  'lost',
  'breaks',
  'error 500',
  'hangs',
  'a bare 400',
  'unauthorized client',
  'a page',
  'session over',
] as const
/** `signed out`: nobody is signed in; only in worlds where requests go out without a token then. */
export type Outcome = (typeof outcomes)[number] | 'signed out'

/** Seconds that a token lives; 0: the response does not say. */
const lifetimes: Partial<Record<Outcome, number>> = {
  token: 300,
  rotates: 300,
  short: 2,
  tiny: 0.001,
  'no end': 0,
  'unusable, rotated': 300,
}

const errors: Partial<Record<Outcome, () => Error>> = {
  down: () => new TokenRequestError('down', { status: 503 }),
  busy: () => new TokenRequestError('busy', { status: 429, retryAfter: '20' }),
  refused: () => new TokenRequestError('refused', { status: 401, error: 'invalid_client' }),
  'signed out': () => new SessionEndedError(),
  'dead grant': () => new TokenRequestError('dead', { status: 400, error: 'invalid_grant' }),
  'a bare 400': () => new TokenRequestError('no', { status: 400 }),
  'unauthorized client': () => new TokenRequestError('no', { status: 400, error: 'unauthorized_client' }),
  'a page': () => new SyntaxError('Unexpected token < in JSON'),
  'error 500': () => new TokenRequestError('broken', { status: 500 }),
  lost: lostResponse,
  breaks: lostResponse,
}

/** The client can read from the response that its refresh token is still good. */
const keepsRefreshToken: ReadonlySet<Outcome> = new Set<Outcome>([
  'token',
  'short',
  'tiny',
  'no end',
  'refused',
  'a bare 400',
  'unauthorized client',
  'down',
  'busy',
])

/** The outcome that a choice stands for. */
export function outcomeAt(choice: number): Outcome {
  return outcomes[choice % outcomes.length]!
}

/** The choice that a token request is answered by with this outcome. */
export function choiceOf(outcome: Outcome): number {
  return outcomes.indexOf(outcome as (typeof outcomes)[number])
}

/** Seconds that the token of a response lives; undefined: there is no token in the response. */
export function lifetimeOf(outcome: Outcome): number | undefined {
  return lifetimes[outcome]
}

/** Does the server give a token, though the response may be lost or of no use? */
export function isGrant(outcome: Outcome): boolean {
  return outcome === 'lost' || lifetimes[outcome] !== undefined
}

/** @param rotates - does the server give a new refresh token for each that it takes? */
export function isRotation(outcome: Outcome, rotates: boolean): boolean {
  return outcome === 'rotates' || outcome === 'unusable, rotated' || (outcome === 'lost' && rotates)
}

export function isRefreshTokenUntouched(outcome: Outcome): boolean {
  return keepsRefreshToken.has(outcome)
}

/** The error that the source throws. */
export function errorOf(outcome: Outcome): Error {
  const create = errors[outcome]
  if (create === undefined) throw new Error(`${outcome} is no error`)
  return create()
}

function lostResponse(): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) })
}
