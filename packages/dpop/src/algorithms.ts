import { expect } from '@everbearer/core/adapter'
import type { KeyPair } from 'dpop'

/** Algorithm that signs proofs: the `alg` of JWS. A server lists its algorithms in its metadata: `dpop_signing_alg_values_supported`. */
export type DpopAlgorithm = 'ES256' | 'Ed25519' | 'RS256' | 'PS256'

const names = ['ES256', 'Ed25519', 'RS256', 'PS256'] as const satisfies readonly DpopAlgorithm[]

/** @throws {TypeError} the platform has no WebCrypto, or the algorithm is unknown */
export function expectAlgorithm(algorithm: unknown): asserts algorithm is DpopAlgorithm {
  if (globalThis.crypto?.subtle === undefined) throw new TypeError('DPoP needs WebCrypto. A page has it over HTTPS or on localhost.')
  expect(names.includes(algorithm as DpopAlgorithm), 'algorithm', names.join(', '))
}

/** Returns a function that gives the key pair of `make`. The first call runs `make`. After a failure, the next call runs `make` again. */
export function onceMade(make: () => Promise<KeyPair>): () => Promise<KeyPair> {
  let made: Promise<KeyPair> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
