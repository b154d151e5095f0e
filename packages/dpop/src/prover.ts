import { generateProof, type KeyPair } from 'dpop'

/** What one proof is for. */
export interface ProofTarget {
  /** HTTP method in upper case. */
  readonly method: string
  readonly url: URL
  /** The server's nonce; undefined: the server has given no nonce. */
  readonly nonce: string | undefined
  /** The token of the request; undefined: a token request. */
  readonly accessToken?: string | undefined
}

/** Makes a proof for one attempt: its `jti` is new. */
export type Prover = (target: ProofTarget) => Promise<string>

export function createProver(keyPair: () => Promise<KeyPair>): Prover {
  return async ({ method, url, nonce, accessToken }) => {
    // RFC 9449 §4.2: no query, no fragment.
    const htu = url.origin + url.pathname
    return generateProof(await keyPair(), htu, method, nonce, accessToken)
  }
}
