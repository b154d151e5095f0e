import type { Nonces } from './nonces.ts'
import { isWorthAnotherProof, type ProofError, tokenErrorOf } from './proof-error.ts'
import type { Prover } from './prover.ts'

/** Function that sends one attempt of a token request, with these headers in addition to the headers of the request. */
export type SendTokenRequest = (headers: Readonly<Record<string, string>>) => Promise<Response>

/**
 * Sends a token request with a proof, RFC 9449 §5. If the server asks for a nonce (RFC 9449 §8) or rejects the proof, the request is sent
 * again with another proof.
 */
export async function sendWithProof(
  endpoint: string | URL,
  send: SendTokenRequest,
  { prove, nonces }: { readonly prove: Prover; readonly nonces: Nonces },
): Promise<Response> {
  const url = new URL(endpoint)
  const tried: ProofError[] = []
  let nonce = nonces.of(url.origin)
  for (;;) {
    const response = await send({ DPoP: await prove({ method: 'POST', url, nonce }) })
    const given = nonces.note(url.origin, response.headers.get('dpop-nonce'))
    const error = await tokenErrorOf(response)
    if (error === undefined || !isWorthAnotherProof(error, tried, given)) return response
    tried.push(error)
    // The nonce of this response: another request may have used the newest nonce of the server meanwhile.
    nonce = given ?? nonce
    await response.body?.cancel()
  }
}
