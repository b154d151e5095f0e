import { expectOptions } from '@everbearer/core/adapter'
import { generateKeyPair } from 'dpop'
import { type DpopAlgorithm, expectAlgorithm, onceMade } from './algorithms.ts'
import { createDpopKey, type DpopKey } from './create-dpop-key.ts'
import { algorithmOf, importJwk } from './private-jwk.ts'

/** Options of `dpopKey()`. */
export interface DpopKeyOptions {
  /** How proofs are signed. @default that of `jwk`, else 'ES256' */
  readonly algorithm?: DpopAlgorithm | undefined
  /**
   * The private key as a JWK, RFC 7517: one for all processes that share a store. Read it from a secret store, never from the code.
   * @default a new key in memory, which nobody can read
   */
  readonly jwk?: JsonWebKey | undefined
}

/**
 * Creates a key for DPoP: tokens are bound to it, so that a stolen token is useless without the key. Every request, each retry and replay
 * too, carries a proof of its own.
 *
 * Without `jwk`, the key is new in each process: stored tokens do not outlive the process.
 *
 * @throws {TypeError} an option is wrong, or the platform has no WebCrypto; the message never shows the key
 *
 * @example
 * ```ts
 * import { createCoordinator } from '@everbearer/core'
 * import { dpopKey } from '@everbearer/dpop'
 * import { clientCredentials } from '@everbearer/oauth2'
 *
 * const auth = createCoordinator({
 *   source: clientCredentials({
 *     issuer: 'https://auth.example.com',
 *     clientId: 'my-client',
 *     clientSecret: 'my-secret',
 *     keyBinding: dpopKey(),
 *   }),
 *   origins: ['https://api.example.com'],
 * })
 * ```
 */
export function dpopKey(options: DpopKeyOptions = {}): DpopKey {
  expectOptions(options, ['algorithm', 'jwk'])
  const { jwk } = options
  const algorithm = options.algorithm ?? (jwk === undefined ? 'ES256' : algorithmOf(jwk))
  expectAlgorithm(algorithm)
  return createDpopKey(onceMade(jwk === undefined ? () => generateKeyPair(algorithm) : importJwk(jwk, algorithm)))
}
