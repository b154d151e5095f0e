import { generateProof, type KeyPair } from 'dpop'

/** The request that one proof is for. */
export interface ProofTarget {
  /** HTTP method in upper case. */
  readonly method: string
  readonly url: URL
  /** The server's nonce; undefined: the server has given no nonce. */
  readonly nonce: string | undefined
  /** The access token of the request; undefined: the request is a token request. */
  readonly accessToken?: string | undefined
}

/** Makes a proof for one attempt. Every proof has a new `jti`. */
export type Prover = (target: ProofTarget) => Promise<string>

export function createProver(keyPair: () => Promise<KeyPair>): Prover {
  return async ({ method, url, nonce, accessToken }) => {
    // RFC 9449 §4.2: `htu` is the URL without query and fragment.
    const htu = url.origin + url.pathname
    return generateProof(await keyPair(), htu, method, nonce, accessToken)
  }
}
