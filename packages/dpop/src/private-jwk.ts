import { expect } from '@everbearer/core/adapter'
import type { KeyPair } from 'dpop'
import type { DpopAlgorithm } from './algorithms.ts'

/** The members of a JWK for each algorithm, RFC 7518 §6 and RFC 8037 §2, and the WebCrypto parameters of the algorithm. */
const kinds: Readonly<Record<DpopAlgorithm, Kind>> = {
  ES256: { kty: 'EC', crv: 'P-256', names: ['x', 'y'], parameters: { name: 'ECDSA', namedCurve: 'P-256' } },
  Ed25519: { kty: 'OKP', crv: 'Ed25519', names: ['x'], parameters: { name: 'Ed25519' } },
  RS256: { kty: 'RSA', crv: undefined, names: ['n', 'e'], parameters: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' } },
  PS256: { kty: 'RSA', crv: undefined, names: ['n', 'e'], parameters: { name: 'RSA-PSS', hash: 'SHA-256' } },
}

interface Kind {
  readonly kty: string
  readonly crv: string | undefined
  readonly names: readonly ('x' | 'y' | 'n' | 'e')[]
  readonly parameters: Parameters<typeof crypto.subtle.importKey>[2]
}

/** An RSA key of 2048 bits has 342 characters of base64url. RFC 7518 §3.3 allows no shorter key. */
const shortestModulus = 342

/** Returns the algorithm of a JWK. @throws {TypeError} keys of its type fit several algorithms, and its `alg` is none of them */
export function algorithmOf(jwk: JsonWebKey): DpopAlgorithm {
  expectObject(jwk)
  const { kty, crv, alg } = jwk
  if (kty === 'EC') return 'ES256'
  if (kty === 'OKP' || crv === 'Ed25519') return 'Ed25519'
  expect(alg === 'RS256' || alg === 'PS256', 'algorithm', "'RS256' or 'PS256', or a jwk with such an alg: an RSA key fits both")
  return alg
}

/**
 * Checks a private JWK, and returns a function that imports it. The imported private key is non-extractable.
 *
 * @throws {TypeError} the JWK is no private key for the algorithm; the message names the member, never its value
 */
export function importJwk(jwk: JsonWebKey, algorithm: DpopAlgorithm): () => Promise<KeyPair> {
  expectObject(jwk)
  const { kty, crv, names, parameters } = kinds[algorithm]
  expect(jwk.kty === kty, 'jwk.kty', `'${kty}' for ${algorithm}`)
  expect(jwk.crv === crv, 'jwk.crv', crv === undefined ? 'none' : `'${crv}' for ${algorithm}`)
  for (const name of ['d', ...names] as const) expect(isText(jwk[name]), `jwk.${name}`, `text: a private key for ${algorithm}`)
  expect(kty !== 'RSA' || (jwk.n?.length ?? 0) >= shortestModulus, 'jwk.n', 'a modulus of at least 2048 bits')

  const publicJwk: JsonWebKey = { kty, ...(crv !== undefined && { crv }) }
  for (const name of names) publicJwk[name] = jwk[name]!
  // `use`, `key_ops`, `ext` and `alg` may forbid the import. The other members stay: an RSA key needs its primes.
  const { use: _use, key_ops: _operations, ext: _ext, alg: _alg, ...privateJwk } = jwk

  return async () => {
    try {
      const [privateKey, publicKey] = await Promise.all([
        crypto.subtle.importKey('jwk', privateJwk, parameters, false, ['sign']),
        crypto.subtle.importKey('jwk', publicJwk, parameters, true, ['verify']),
      ])
      return { privateKey, publicKey }
    } catch {
      // The platform's error may quote the key.
      throw new TypeError(`jwk: expected a private key for ${algorithm}, and the platform could not import it`)
    }
  }
}

function expectObject(jwk: unknown): void {
  expect(typeof jwk === 'object' && jwk !== null, 'jwk', 'an object: a private key, RFC 7517')
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}
