import { expectOptions } from '@everbearer/core/adapter'
import { generateKeyPair } from 'dpop'
import { type DpopAlgorithm, expectAlgorithm, onceMade } from './algorithms.ts'
import { createDpopKey, type DpopKey } from './create-dpop-key.ts'
import { algorithmOf, importJwk } from './private-jwk.ts'

/** Options of `dpopKey()`. */
export interface DpopKeyOptions {
  /** Algorithm that signs proofs. @default the algorithm of `jwk`; without `jwk`, 'ES256' */
  readonly algorithm?: DpopAlgorithm | undefined
  /**
   * The private key as a JWK, RFC 7517. Processes that share a token store need the same key. Read the key from a secret manager, never
   * from the code.
   * @default a new non-extractable key in memory
   */
  readonly jwk?: JsonWebKey | undefined
}

/**
 * Creates a key for DPoP. Tokens are bound to the key, so a stolen token is useless without the key. Every request has a new proof, also
 * every retry and replay.
 *
 * Without `jwk`, each process makes a new key: stored tokens are useless after the process ends.
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
