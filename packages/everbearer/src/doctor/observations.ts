import type { Authentication, Target } from '../target/target.ts'
import type { Limits, Reply, ResponseReply } from '../http/reply.ts'
import type { TlsReading } from '../http/tls.ts'

/** What the probes saw. All findings follow from this. It holds tokens: never print it. */
export interface Observations {
  readonly target: Target
  /** Is the private key of the client a JWK, rather than PEM? */
  readonly isJwk: boolean
  readonly limits: Limits
  /** Undefined: the target names a token endpoint. */
  readonly metadata: MetadataReading | undefined
  /** The token endpoint; undefined: there is none to send a secret to. */
  readonly tokenEndpoint: string | undefined
  readonly tls: readonly TlsReading[]
  readonly tokenRequests: readonly TokenRequestReading[]
  /** Ways to authenticate that were left out, so that the account is not locked. */
  readonly untried: readonly Authentication[]
  readonly session: SessionReading
  /** Undefined: the target names no API. */
  readonly api: ApiReading | undefined
}

/** The metadata of an issuer. */
export interface MetadataReading {
  /** Each attempt, in order. */
  readonly attempts: readonly { readonly url: string; readonly reply: Reply }[]
  /** Undefined: no metadata could be read. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The issuer that a source has to name; undefined: no issuer is confirmed by its own metadata. */
  readonly confirmedIssuer: string | undefined
}

/**
 * `obtain`: by the grant. `refresh`: by a refresh token. `reuse`: by a refresh token that was replaced. `after-reuse`: by the newest refresh
 * token, after a reuse. `dead`: by a refresh token that is revoked or made up.
 */
export type TokenRequestPurpose = 'obtain' | 'refresh' | 'reuse' | 'after-reuse' | 'dead'

/** One token request. */
export interface TokenRequestReading {
  readonly purpose: TokenRequestPurpose
  readonly authentication: Authentication
  readonly reply: Reply
  /** The fields of a response that is a JSON object, with their secrets. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The error code of RFC 6749 §5.2. */
  readonly error: string | undefined
}

/** What became of the session that doctor opened. */
export interface SessionReading {
  /** Was the user's own refresh token left unused? */
  readonly refreshTokenSpared: boolean
  /** `revoked`: at its end. `no-endpoint`: the metadata name no revocation endpoint. `failed`: the server did not revoke it. */
  readonly revocation: 'revoked' | 'no-endpoint' | 'failed' | 'none'
  /** Was the refresh token of the request `dead` a real one? */
  readonly deadTokenWasReal: boolean
}

/** What the API responds with. */
export interface ApiReading {
  readonly url: string
  readonly pageOrigin: string | undefined
  readonly noToken: Reply
  readonly wrongToken: Reply
  /** Undefined: there was no token. */
  readonly freshToken: Reply | undefined
  /** Undefined: no token was dead. */
  readonly deadToken: { readonly death: 'revoked' | 'expired'; readonly reply: Reply } | undefined
  /** Undefined: no page origin was named. */
  readonly preflight: Reply | undefined
}

/** Returns the last token request for a purpose. Earlier requests for the same purpose may have failed. */
export function lastRequest({ tokenRequests }: Observations, purpose: TokenRequestPurpose): TokenRequestReading | undefined {
  return tokenRequests.findLast((request) => request.purpose === purpose)
}

/** A token request that brought an access token. */
export interface GrantedRequest extends TokenRequestReading {
  readonly reply: ResponseReply
  readonly fields: Readonly<Record<string, unknown>>
}

/** Did the request bring an access token? */
export function isGranted(request: TokenRequestReading | undefined): request is GrantedRequest {
  const { reply, fields } = request ?? {}
  return reply?.kind === 'response' && reply.status < 300 && typeof fields?.['access_token'] === 'string' && fields['access_token'] !== ''
}

/** The first token that the grant or the user's refresh token brought. */
export function firstGrant({ tokenRequests }: Observations): GrantedRequest | undefined {
  return tokenRequests.filter(isGranted).find(({ purpose }) => purpose === 'obtain')
}
