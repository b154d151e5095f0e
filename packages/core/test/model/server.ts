// The authorization server: it answers token requests as the schedule chooses.

import type { TokenResponse, TokenSource } from '../../src/index.ts'
import type { Ledger } from './ledger.ts'
import { errorOf, isGrant, isRefreshTokenUntouched, isRotation, lifetimeOf, type Outcome, outcomeAt } from './outcomes.ts'
import type { PendingList } from './pending.ts'
import type { ProcessWatch } from './process-watch.ts'
import type { ClaimRule } from './rules/claims.ts'
import { createOneAtATimeRule } from './rules/one-at-a-time.ts'
import { createPresentationRule } from './rules/presentations.ts'
import { type Asked, askedNow, createTokenIssuer } from './token-issuer.ts'
import type { WorldOptions } from './world-options.ts'

/** The authorization server of a world. */
export interface Server {
  sourceFor(process: ProcessWatch): TokenSource
  /** Tokens as a login brings them. From now on the browser's cookie is this user's. */
  login(user: string, process: ProcessWatch): TokenResponse
  /** Tokens that continue a login. */
  stepUp(login: number, user: string, process: ProcessWatch): TokenResponse
  /** The browser's cookie is nobody's any more. */
  logout(): void
  /** The last refresh token that took the place of another. */
  lastRotated(): string | undefined
}

/** Who gets tokens without a login. */
const machine = 'machine'

export function createServer(options: WorldOptions, ledger: Ledger, pending: PendingList, claims: ClaimRule): Server {
  const issuer = createTokenIssuer(options.hasSubjects, ledger)
  let logins = 0
  let cookie: string = machine
  let lastRotated: string | undefined
  /** The refresh token that sources begin with. */
  const initial = issuer.refreshToken(options.canObtain ? machine : 'alice', ++logins)
  const oneAtATime = createOneAtATimeRule(options, ledger)
  const presentations = createPresentationRule(options, ledger, initial)

  return {
    lastRotated: () => lastRotated,
    sourceFor: (process) => ({
      ...(options.canObtain ? { obtain: ({ signal }) => receive(process, signal, undefined) } : {}),
      refresh: (refreshToken, { signal }) => receive(process, signal, refreshToken),
      ...(options.hasInitial && { initialRefreshToken: () => initial }),
      ...(options.sendsBeforeSignIn && { retryAfterEnd: 20_000 }),
    }),
    login(user, process) {
      presentations.noteLogin()
      cookie = user
      const login = ++logins
      return issuer.respond({ user, login, seconds: 300, refreshToken: issuer.refreshToken(user, login) }, askedNow(process, ledger))
    },
    stepUp(login, user, process) {
      const refreshToken = issuer.serials() % 2 === 0 ? issuer.refreshToken(user, login) : undefined
      return issuer.respond({ user, login, seconds: 300, refreshToken }, askedNow(process, ledger))
    },
    logout() {
      if (options.hasSubjects) cookie = `anonymous-${issuer.nextSerial()}`
    },
  }

  async function receive(process: ProcessWatch, signal: AbortSignal, refreshToken: string | undefined): Promise<TokenResponse> {
    const { state, clock } = process
    if (state.hasCrashed) return new Promise(() => {})
    process.noteTokenRequest()
    oneAtATime.check(state, refreshToken)
    if (refreshToken !== undefined) {
      claims.check(refreshToken, process)
      presentations.check(refreshToken, process)
    }
    const request = { state, epoch: state.epoch, signal, refreshToken }
    oneAtATime.start(request)
    const asked = { asked: ledger.next(), wall: clock.wall(), monotonic: clock.monotonic(), process: state }
    const user = refreshToken === undefined ? cookie : ledger.refreshTokens.get(refreshToken)!.user
    try {
      const choice = await Promise.race([pending.wait('token'), process.crashed])
      if (choice === 'crashed') return await new Promise(() => {})
      const received = { wall: clock.wall(), monotonic: clock.monotonic() }
      return await answer(outcomeOf(choice, refreshToken), process, refreshToken, user, { ...asked, received })
    } finally {
      oneAtATime.end(request)
    }
  }

  /** A source that is asked for a session of its own may say that nobody is signed in. */
  function outcomeOf(choice: number, refreshToken: string | undefined): Outcome {
    const isSignedOut = options.sendsBeforeSignIn && refreshToken === undefined && choice % 3 === 2
    const outcome = isSignedOut ? 'signed out' : outcomeAt(choice)
    const isSpent = refreshToken !== undefined && ledger.refreshTokens.get(refreshToken)!.isSpent
    return isSpent && isGrant(outcome) ? 'dead grant' : outcome
  }

  function answer(
    outcome: Outcome,
    process: ProcessWatch,
    presented: string | undefined,
    user: string,
    asked: Asked,
  ): TokenResponse | Promise<TokenResponse> {
    const known = presented === undefined ? undefined : ledger.refreshTokens.get(presented)!
    const isRotated = isRotation(outcome, options.rotates)
    const refreshToken = isRotated ? issuer.refreshToken(user, known?.login ?? ++logins) : undefined
    if (known !== undefined) {
      if (isRotated) lastRotated = refreshToken
      if (isRotated || outcome === 'dead grant' || outcome === 'session over') known.isSpent = true
      if (isRefreshTokenUntouched(outcome)) known.mayRepeat = true
    }
    const seconds = lifetimeOf(outcome)
    if (seconds !== undefined) {
      process.noteResponse()
      const response = issuer.respond({ user, login: known?.login, seconds, refreshToken }, asked)
      return outcome === 'unusable, rotated' ? { ...response, access_token: '' } : response
    }
    if (outcome === 'hangs') return new Promise(() => {})
    if (outcome === 'null') return null as never
    if (outcome === 'no JSON') return 'refresh_expires_in' as never
    // Of credentials it ends the session, of a refresh token only that token.
    if (outcome === 'signed out' || (outcome === 'session over' && known === undefined)) process.noteSignedOut()
    if (outcome === 'session over') return new Response(null, { status: 401 }) as never
    if (outcome === 'dead grant') process.noteResponse()
    throw errorOf(outcome)
  }
}
