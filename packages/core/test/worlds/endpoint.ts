// The token endpoint of a small world.

import { TokenRequestError, type TokenResponse, type TokenSource } from '../../src/index.ts'
import type { FakeClock } from '../fake-clock.ts'

/** What the token endpoint does with one request. */
export type Outcome =
  | 'token'
  | 'token with refresh token'
  | 'short-lived token'
  | 'token of unknown lifetime'
  | 'down'
  | 'busy'
  | 'rejected'
  | 'dead grant'
  | 'no JSON'
  | 'unusable, rotated'
  | 'hangs'
  | 'throws'

/** When a token was asked for, and how long it lives, ms. */
export interface Issued {
  readonly wall: number
  readonly monotonic: number
  readonly lifetime: number
  /** Which change of the session it was asked for in: a later one makes it void. */
  readonly epoch: number
}

/** Which window a token is in; one that the endpoint did not give counts as expired. */
export function phaseOf(issued: Issued | undefined, clock: FakeClock): 'fresh' | 'due' | 'expired' {
  if (issued === undefined) return 'expired'
  const age = Math.max(clock.wall() - issued.wall, clock.monotonic() - issued.monotonic)
  if (age < issued.lifetime * 0.8) return 'fresh'
  return age < issued.lifetime - Math.min(10_000, issued.lifetime * 0.05) ? 'due' : 'expired'
}

/** The token endpoint of a schedule. It watches over what may never be asked of it. */
export interface Endpoint {
  readonly source: TokenSource
  /** Token requests so far. */
  readonly requests: number
  /** Is a request under way that its sender still waits for? */
  readonly busy: boolean
  /** What it knows of a token that it gave. */
  issued(accessToken: string): Issued | undefined
  /** A token response as a login elsewhere would bring it. */
  respond(refreshable: boolean, lifetime?: number): TokenResponse
  /** The session was changed from outside: what was asked for before is void. */
  beginEpoch(): void
}

/** @param decide - settles when a request is answered, with what becomes of it; it never settles for one that hangs */
export function createEndpoint(
  clock: FakeClock,
  decide: (grant: 'refresh' | 'obtain') => Promise<Outcome>,
  canObtain: boolean,
  breach: (what: string) => void,
): Endpoint {
  const underWay = new Set<{ readonly signal: AbortSignal; readonly isRefresh: boolean; readonly epoch: number }>()
  const spent = new Set<string>()
  const issued = new Map<string, Issued>()
  let requests = 0
  let serial = 0
  let epoch = 0

  const endpoint: Endpoint = {
    source: {
      refresh: (token, { signal }) => receive(signal, token),
      obtain: canObtain ? ({ signal }) => receive(signal) : undefined,
    },
    get requests() {
      return requests
    },
    get busy() {
      // A refresh token is seen through, when its session is over or its source has gone on without it.
      return [...underWay].some(({ signal, isRefresh, epoch: begun }) => !signal.aborted && !(isRefresh && (canObtain || begun < epoch)))
    },
    issued: (accessToken) => issued.get(accessToken),
    respond: (refreshable, lifetime = 300) => respond(refreshable, lifetime, now()),
    beginEpoch() {
      epoch++
    },
  }
  return endpoint

  async function receive(signal: AbortSignal, refreshToken?: string): Promise<TokenResponse> {
    requests++
    if (endpoint.busy) breach('two token requests at a time')
    if (refreshToken !== undefined && spent.has(refreshToken)) breach('a spent refresh token was sent again')
    const request = { signal, isRefresh: refreshToken !== undefined, epoch }
    underWay.add(request)
    const asked = now()
    const outcome = await decide(refreshToken === undefined ? 'obtain' : 'refresh')
    underWay.delete(request)
    // A sender that has given up never learns that its refresh token is spent.
    const spend = (): void => {
      if (refreshToken !== undefined && !signal.aborted) spent.add(refreshToken)
    }
    return answer(outcome, spend, asked)
  }

  function answer(outcome: Outcome, spend: () => void, asked: Omit<Issued, 'lifetime'>): TokenResponse {
    switch (outcome) {
      case 'token':
        return respond(false, 300, asked)
      case 'token with refresh token':
        spend()
        return respond(true, 300, asked)
      case 'short-lived token':
        return respond(false, 1, asked)
      case 'token of unknown lifetime':
        return respond(false, 0, asked)
      case 'no JSON':
        return 'refresh_expires_in' as never
      case 'unusable, rotated':
        spend()
        return { ...respond(true, 300, asked), access_token: '' }
      case 'dead grant':
        spend()
        throw new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })
      case 'down':
        throw new TokenRequestError('down', { status: 503 })
      case 'busy':
        throw new TokenRequestError('busy', { status: 429, retryAfter: '20' })
      case 'rejected':
        throw new TokenRequestError('rejected', { status: 401, error: 'invalid_client' })
      case 'hangs':
      case 'throws':
        throw new TypeError('a bug in the source')
    }
  }

  function now(): Omit<Issued, 'lifetime'> {
    return { wall: clock.wall(), monotonic: clock.monotonic(), epoch }
  }

  function respond(refreshable: boolean, lifetime: number, asked: Omit<Issued, 'lifetime'>): TokenResponse {
    serial++
    issued.set(`access-${serial}`, { ...asked, lifetime: lifetime === 0 ? Infinity : lifetime * 1000 })
    return { access_token: `access-${serial}`, expires_in: lifetime, ...(refreshable && { refresh_token: `refresh-${serial}` }) }
  }
}
