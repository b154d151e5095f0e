import { type ErrorResponse, parseChallenges, readBounded } from '@everbearer/core/adapter'

/** The errors of RFC 9449 §7.1 and §8 after which another proof may succeed. */
export type ProofError = 'use_dpop_nonce' | 'invalid_dpop_proof'

const proofErrors: readonly ProofError[] = ['use_dpop_nonce', 'invalid_dpop_proof']

/** Returns the proof error in the DPoP challenge of an API's 401, RFC 9449 §9. Undefined: the response does not ask for another proof. */
export function challengeErrorOf({ status, challenge }: ErrorResponse): ProofError | undefined {
  if (status !== 401) return undefined
  const ours = parseChallenges(challenge ?? '').filter(({ scheme }) => scheme === 'dpop')
  return proofErrors.find((error) => ours.some(({ parameters }) => parameters.get('error') === error))
}

/** Returns the proof error of a token response, RFC 9449 §8; undefined: there is none. A copy is read, so the response stays unread. */
export async function tokenErrorOf(response: Response): Promise<ProofError | undefined> {
  if (response.status !== 400 && response.status !== 401) return undefined
  try {
    const { error } = (await (await readBounded(response.clone())).json()) as { readonly error?: unknown }
    return proofErrors.find((known) => known === error)
  } catch {
    return undefined
  }
}

/**
 * Decides whether a request is sent again with another proof. Each error allows one more attempt of a request. Exception: without a
 * nonce in the response, `use_dpop_nonce` allows no attempt.
 *
 * @param tried - the errors with which the server rejected earlier attempts of the request
 * @param nonce - the nonce of the response
 */
export function isWorthAnotherProof(error: ProofError, tried: readonly ProofError[], nonce: string | undefined): boolean {
  return !tried.includes(error) && (error !== 'use_dpop_nonce' || nonce !== undefined)
}
