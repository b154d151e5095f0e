import { createProofChecker } from './dpop-proofs.ts'
import type { CheckedProof, NonceMode } from './dpop-proofs.ts'
import { createRecentMap } from './recent-map.ts'

/** Options for how the token endpoint and the API use the nonces of DPoP (RFC 9449 sections 8 and 9). */
export interface DpopOptions {
  /** Use of nonces at the token endpoint. @default 'none' */
  readonly tokenNonces?: NonceMode
  /** Use of nonces at the API. @default 'none' */
  readonly apiNonces?: NonceMode
}

/** The result of the DPoP check of a token request. */
export interface ProvenTokenRequest {
  /** The DPoP-Nonce header of the response; undefined: no such header. */
  readonly nonce: string | undefined
  /** The body of a 400 that rejects the request; undefined: the request is not rejected. */
  readonly rejection: Record<string, string> | undefined
  /** Binds the tokens in `fields` to the proof's key, and sets `token_type` to DPoP. Refresh tokens are bound for public clients only. */
  readonly bind: (fields: Record<string, unknown>, isPublicClient: boolean) => Record<string, unknown>
}

/** The result of the DPoP check of a request to the API with a token. */
export interface ProvenApiRequest {
  readonly nonce: string | undefined
  /** The problem of the request. `token`: the token is not bound to the proof's key, or a bound token was sent as Bearer token. */
  readonly problem: 'use_dpop_nonce' | 'invalid_dpop_proof' | 'token' | undefined
}

/** Object that knows which token is bound to which key, and checks the DPoP proofs of requests. */
export interface BoundTokens {
  /** Checks a token request. Undefined: the request has no proof and needs no proof. */
  readonly tokenRequest: (proof: string | undefined, url: string, refreshToken: string | undefined) => ProvenTokenRequest | undefined
  readonly apiRequest: (request: {
    readonly proof: string | undefined
    readonly method: string
    readonly url: string
    readonly scheme: string
    readonly accessToken: string
  }) => ProvenApiRequest
}

const tokensRemembered = 200_000

export function createBoundTokens({ tokenNonces = 'none', apiNonces = 'none' }: DpopOptions): BoundTokens {
  const keys = createRecentMap<string>(tokensRemembered)
  const atTokenEndpoint = createProofChecker(tokenNonces)
  const atApi = createProofChecker(apiNonces)

  function rejectionOf(checked: CheckedProof, refreshToken: string | undefined): Record<string, string> | undefined {
    if (checked.kind === 'rejected') return { error: checked.error, error_description: checked.reason }
    const key = refreshToken === undefined ? undefined : keys.get(refreshToken)
    const isOfOther = key !== undefined && key !== checked.thumbprint
    return isOfOther ? { error: 'invalid_grant', error_description: 'the refresh token is bound to another key' } : undefined
  }

  return {
    tokenRequest(proof, url, refreshToken) {
      if (proof === undefined) {
        const isBound = refreshToken !== undefined && keys.get(refreshToken) !== undefined
        const rejection = isBound ? { error: 'invalid_grant', error_description: 'the refresh token is bound to a key' } : undefined
        return rejection && { nonce: undefined, rejection, bind: (fields) => fields }
      }
      const checked = atTokenEndpoint.check({ proof, method: 'POST', url })
      return {
        nonce: atTokenEndpoint.nextNonce(checked),
        rejection: rejectionOf(checked, refreshToken),
        bind(fields, isPublicClient) {
          if (checked.kind === 'rejected') return fields
          const { access_token: accessToken, refresh_token: next } = fields
          if (typeof accessToken === 'string') keys.set(accessToken, checked.thumbprint)
          // RFC 9449 section 5: the refresh tokens of other clients are bound by the client's own authentication.
          if (isPublicClient && typeof next === 'string') keys.set(next, checked.thumbprint)
          return { ...fields, token_type: 'DPoP' }
        },
      }
    },
    apiRequest({ proof, method, url, scheme, accessToken }) {
      const key = keys.get(accessToken)
      if (scheme.toLowerCase() !== 'dpop') return { nonce: undefined, problem: key === undefined ? undefined : 'token' }
      const checked = atApi.check({ proof, method, url, accessToken })
      const nonce = atApi.nextNonce(checked)
      if (checked.kind === 'rejected') return { nonce, problem: checked.error }
      return { nonce, problem: checked.thumbprint === key ? undefined : 'token' }
    },
  }
}
