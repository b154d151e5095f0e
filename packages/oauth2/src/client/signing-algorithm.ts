/** Algorithm that signs a JWT: RFC 7518 §3.1, RFC 8037 §3.1 (`EdDSA`), RFC 9864 §2.2 (`Ed25519`, a newer name for `EdDSA`). */
export type SigningAlgorithm = 'RS256' | 'PS256' | 'ES256' | 'EdDSA' | 'Ed25519' | 'RS384' | 'PS384' | 'ES384' | 'RS512' | 'PS512' | 'ES512'

/** The kind of a key. The kind decides with which algorithms the key can sign. */
export type KeyKind = 'RSA' | 'P-256' | 'P-384' | 'P-521' | 'Ed25519'

/** The algorithms of each kind of key, the most common algorithm first. Servers know `EdDSA`, and only new servers also know `Ed25519`. */
const algorithms: Readonly<Record<KeyKind, readonly [SigningAlgorithm, ...SigningAlgorithm[]]>> = {
  RSA: ['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'],
  'P-256': ['ES256'],
  'P-384': ['ES384'],
  'P-521': ['ES512'],
  Ed25519: ['EdDSA', 'Ed25519'],
}

/** Returns the algorithms that a key can sign with. */
export function algorithmsOf(kind: KeyKind): readonly SigningAlgorithm[] {
  return algorithms[kind]
}

/**
 * Returns the key's first algorithm that the server lists. If the server lists no algorithm of the key, the function returns the key's
 * first algorithm, as the list may be wrong.
 */
export function chooseAlgorithm(kind: KeyKind, listed: readonly string[]): SigningAlgorithm {
  return algorithms[kind].find((algorithm) => listed.includes(algorithm)) ?? algorithms[kind][0]
}

/** Returns the parameters for `crypto.subtle.importKey()`. The imported key can then sign with `algorithm`. */
export function importParameters(kind: KeyKind, algorithm: SigningAlgorithm): RsaHashedImportParams | EcKeyImportParams | Algorithm {
  if (kind === 'Ed25519') return { name: kind }
  if (kind !== 'RSA') return { name: 'ECDSA', namedCurve: kind }
  return { name: algorithm.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5', hash: `SHA-${algorithm.slice(2)}` }
}
