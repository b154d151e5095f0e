import { createProofChecker } from './dpop-proofs.ts'
import type { CheckedProof, NonceMode } from './dpop-proofs.ts'
import { createRecentMap } from './recent-map.ts'

/** How both servers use the nonces of DPoP (RFC 9449 sections 8 and 9). */
export interface DpopOptions {
  /** At the token endpoint. @default 'none' */
  readonly tokenNonces?: NonceMode
  /** At the API. @default 'none' */
  readonly apiNonces?: NonceMode
}

/** The result of the DPoP check of a token request. */
export interface ProvenTokenRequest {
  /** The DPoP-Nonce header of the response; undefined: none. */
  readonly nonce: string | undefined
  /** Why the request is rejected: the body of a 400; undefined: it is not. */
  readonly rejection: Record<string, string> | undefined
  /** Binds the tokens of a successful response, and names their type. */
  readonly bind: (fields: Record<string, unknown>, isPublicClient: boolean) => Record<string, unknown>
}

/** A request to the API with a token, once its proof was checked. */
export interface ProvenApiRequest {
  readonly nonce: string | undefined
  /** `token`: its key is not that of the proof, or its scheme not that of its type. */
  readonly problem: 'use_dpop_nonce' | 'invalid_dpop_proof' | 'token' | undefined
}

/** Which tokens are bound to which key, and what proofs are worth. */
export interface BoundTokens {
  /** Undefined: the request has no proof and needs no proof. */
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
          // RFC 9449 section 5: those of other clients are bound by the client's own authentication.
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
