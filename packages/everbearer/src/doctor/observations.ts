import type { Authentication, Target } from '../target/target.ts'
import type { Limits, Reply, ResponseReply } from '../http/reply.ts'
import type { TlsReading } from '../http/tls.ts'

/** The data that doctor collected by its requests. Every finding is made from these data. The data contain tokens: never print the data. */
export interface Observations {
  readonly target: Target
  /** True: the private key of the client is a JWK. False: PEM, or no key. */
  readonly isJwk: boolean
  readonly limits: Limits
  /** The issuer's metadata; undefined: the user named the token endpoint, so no metadata were read. */
  readonly metadata: MetadataReading | undefined
  /** The URL of the token endpoint; undefined: there is no endpoint to which a secret may be sent. */
  readonly tokenEndpoint: string | undefined
  readonly tls: readonly TlsReading[]
  readonly tokenRequests: readonly TokenRequestReading[]
  /** Authentication methods that doctor did not try before it stopped without a token. More rejections might lock the client's account. */
  readonly untried: readonly Authentication[]
  readonly session: SessionReading
  /** The responses of the API; undefined: the user named no API. */
  readonly api: ApiReading | undefined
}

/** The result of reading an issuer's metadata. */
export interface MetadataReading {
  /** The attempts to read the metadata, in order. */
  readonly attempts: readonly { readonly url: string; readonly reply: Reply }[]
  /** The fields of the metadata; undefined: no metadata could be read. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The issuer to use as the option `issuer` of a token source; undefined: the metadata confirm no issuer. */
  readonly confirmedIssuer: string | undefined
}

/**
 * Purpose of a token request. `obtain`: gets the first token, by the grant that the user named. `refresh`: uses the refresh token. `reuse`:
 * uses a refresh token that was replaced. `after-reuse`: uses the newest refresh token after a `reuse`. `dead`: uses a refresh token that
 * is revoked or made up.
 */
export type TokenRequestPurpose = 'obtain' | 'refresh' | 'reuse' | 'after-reuse' | 'dead'

/** A token request that doctor has sent, and its reply. */
export interface TokenRequestReading {
  readonly purpose: TokenRequestPurpose
  readonly authentication: Authentication
  readonly reply: Reply
  /** The fields of the response, secrets included; undefined: the response is no JSON object. */
  readonly fields: Readonly<Record<string, unknown>> | undefined
  /** The error code in the response, RFC 6749 §5.2; undefined: the response has no such code. */
  readonly error: string | undefined
}

/** Data about how doctor used and ended the session that doctor opened. */
export interface SessionReading {
  /** True: the grant is `refresh_token`, but the user did not allow doctor to use the refresh token. No token request was sent. */
  readonly refreshTokenSpared: boolean
  /**
   * Result of the revocation at the end of the session. `revoked`: the server revoked a token. `no-endpoint`: the metadata name no
   * revocation endpoint, or doctor may send no secret to the endpoint. `failed`: the server did not revoke the token. `none`: there was no
   * session.
   */
  readonly revocation: 'revoked' | 'no-endpoint' | 'failed' | 'none'
  /** True: the token request of purpose `dead` used a real refresh token that was revoked. False: a made-up token, or no such request. */
  readonly deadTokenWasReal: boolean
}

/** The responses of the API to requests with and without tokens. */
export interface ApiReading {
  readonly url: string
  readonly pageOrigin: string | undefined
  readonly noToken: Reply
  readonly wrongToken: Reply
  /** Reply to a fresh token; undefined: there was no token, or the API's URL has plain http that the user did not allow. */
  readonly freshToken: Reply | undefined
  /** Reply to a dead token; undefined: no token was sent, or doctor could neither revoke the token nor wait for its end. */
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

/** Returns the first token request of purpose `obtain` whose response had an access token. */
export function firstGrant({ tokenRequests }: Observations): GrantedRequest | undefined {
  return tokenRequests.filter(isGranted).find(({ purpose }) => purpose === 'obtain')
}
