import type { Authentication } from '../../target/target.ts'
import { isGranted, type TokenRequestReading } from '../observations.ts'
import type { Revoke } from './revocation-probe.ts'
import { requestToken, type TokenProbe } from './token-probe.ts'

/** The tokens of the session that doctor opened. */
export interface OpenSession {
  readonly accessToken: string
  /** The newest refresh token; undefined: the server sent no refresh token. */
  readonly refreshToken: string | undefined
}

/** A refresh token that no server has issued. It shows how the server rejects a wrong refresh token. */
const madeUpToken = 'everbearer-doctor-made-up-refresh-token'

/** The token requests of one step of doctor, and the tokens of the session after these requests. */
export interface SessionStep {
  readonly requests: readonly TokenRequestReading[]
  readonly session: OpenSession
}

/** Refreshes the session once by its refresh token. Without a refresh token, sends no request. */
export async function refreshSession(probe: TokenProbe, authentication: Authentication, session: OpenSession): Promise<SessionStep> {
  if (session.refreshToken === undefined) return { requests: [], session }
  const requests = await requestToken(probe, 'refresh', authentication, session.refreshToken)
  return { requests, session: continued(session, requests.at(-1)) }
}

/**
 * Sends the refresh token `replaced`, and then the newest refresh token, to see how the server treats reuse. Some servers end the session
 * after a reuse.
 */
export async function presentReplacedToken(
  probe: TokenProbe,
  authentication: Authentication,
  replaced: string | undefined,
  session: OpenSession,
): Promise<SessionStep> {
  const { refreshToken } = session
  if (replaced === undefined || refreshToken === undefined || replaced === refreshToken) return { requests: [], session }
  const reuse = await requestToken(probe, 'reuse', authentication, replaced)
  const after = await requestToken(probe, 'after-reuse', authentication, refreshToken)
  return { requests: [...reuse, ...after], session: continued(session, after.at(-1)) }
}

/** Returns the session after a token response, RFC 6749 §6: without a new refresh token, the old refresh token stays valid. */
export function continued(session: OpenSession, request: TokenRequestReading | undefined): OpenSession {
  if (!isGranted(request)) return session
  const { access_token: accessToken, refresh_token: refreshToken } = request.fields
  return {
    accessToken: String(accessToken),
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : session.refreshToken,
  }
}

/**
 * Revokes the refresh token, then sends a token request with the revoked token, to see the rejection. If the server revoked nothing, the
 * request has a made-up token. Without a refresh token, sends no request.
 */
export async function presentDeadToken(
  probe: TokenProbe,
  authentication: Authentication,
  { refreshToken }: OpenSession,
  revoke: Revoke | undefined,
): Promise<{ readonly requests: readonly TokenRequestReading[]; readonly revoked: boolean }> {
  if (refreshToken === undefined) return { requests: [], revoked: false }
  const revoked = (await revoke?.(refreshToken, 'refresh_token')) ?? false
  const requests = await requestToken(probe, 'dead', authentication, revoked ? refreshToken : madeUpToken)
  return { requests, revoked }
}
