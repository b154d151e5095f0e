import type { Authentication, Target } from '../target/target.ts'
import type { Limits, Reply, ResponseReply } from '../http/reply.ts'
import type { TlsReading } from '../http/tls.ts'

/** The data that the probes collected. Every finding is made from these data. They contain tokens: never print them. */
export interface Observations {
  readonly target: Target
  /** True: the private key of the client is a JWK. False: PEM, or no key. */
  readonly isJwk: boolean
  readonly limits: Limits
  /** Undefined: the target names a token endpoint. */
  readonly metadata: MetadataReading | undefined
  /** The token endpoint; undefined: there is no endpoint to which a secret may be sent. */
  readonly tokenEndpoint: string | undefined
  readonly tls: readonly TlsReading[]
  readonly tokenRequests: readonly TokenRequestReading[]
  /** Authentication methods that were not tried, so that the account is not locked. */
  readonly untried: readonly Authentication[]
  readonly session: SessionReading
  /** Undefined: the target names no API. */
  readonly api: ApiReading | undefined
}

/** The metadata of an issuer. */
export interface MetadataReading {
  /** The attempts to read the metadata, in order. */
  readonly attempts: readonly { readonly url: string; readonly reply: Reply }[]
  /** Undefined: no metadata could be read. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The issuer to use in a source; undefined: the metadata confirm no issuer. */
  readonly confirmedIssuer: string | undefined
}

/**
 * Purpose of a token request. `obtain`: by the grant. `refresh`: by a refresh token. `reuse`: by a refresh token that was replaced.
 * `after-reuse`: by the newest refresh token, after a reuse. `dead`: by a refresh token that is revoked or made up.
 */
export type TokenRequestPurpose = 'obtain' | 'refresh' | 'reuse' | 'after-reuse' | 'dead'

/** A token request that doctor has sent, and its reply. */
export interface TokenRequestReading {
  readonly purpose: TokenRequestPurpose
  readonly authentication: Authentication
  readonly reply: Reply
  /** The fields of a response that is a JSON object, with their secrets. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The error code of RFC 6749 §5.2. */
  readonly error: string | undefined
}

/** Data about the end of the session that doctor opened. */
export interface SessionReading {
  /** True: the user's own refresh token was not used. */
  readonly refreshTokenSpared: boolean
  /**
   * Result of the revocation at the end of the session. `no-endpoint`: the metadata name no revocation endpoint. `failed`: the server did
   * not revoke the token.
   */
  readonly revocation: 'revoked' | 'no-endpoint' | 'failed' | 'none'
  /** True: the refresh token in the request `dead` was a real token that was revoked. */
  readonly deadTokenWasReal: boolean
}

/** The responses of the API. */
export interface ApiReading {
  readonly url: string
  readonly pageOrigin: string | undefined
  readonly noToken: Reply
  readonly wrongToken: Reply
  /** Reply to a fresh token; undefined: there was no token. */
  readonly freshToken: Reply | undefined
  /** Reply to a dead token; undefined: no token was dead. */
  readonly deadToken: { readonly death: 'revoked' | 'expired'; readonly reply: Reply } | undefined
  /** Reply to a preflight of CORS; undefined: no page origin was named. */
  readonly preflight: Reply | undefined
}

/** Returns the last token request for a purpose. Earlier requests for the same purpose may have failed. */
export function lastRequest({ tokenRequests }: Observations, purpose: TokenRequestPurpose): TokenRequestReading | undefined {
  return tokenRequests.findLast((request) => request.purpose === purpose)
}

/** A token request whose response had an access token. */
export interface GrantedRequest extends TokenRequestReading {
  readonly reply: ResponseReply
  readonly fields: Readonly<Record<string, unknown>>
}

/** Checks whether the response to the request had an access token. */
export function isGranted(request: TokenRequestReading | undefined): request is GrantedRequest {
  const { reply, fields } = request ?? {}
  return reply?.kind === 'response' && reply.status < 300 && typeof fields?.['access_token'] === 'string' && fields['access_token'] !== ''
}

/** Returns the first successful request with the grant or the user's refresh token. */
export function firstGrant({ tokenRequests }: Observations): GrantedRequest | undefined {
  return tokenRequests.filter(isGranted).find(({ purpose }) => purpose === 'obtain')
}
