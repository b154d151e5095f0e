import { reasonOf } from '@everbearer/core/adapter'
import type { CryptoKey, JWK } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import { readPkcs8 } from './pkcs8.ts'
import { algorithmsOf, chooseAlgorithm, importParameters, type KeyKind, type SigningAlgorithm } from './signing-algorithm.ts'

/** A private key as a JSON Web Key (JWK), RFC 7517. */
export type PrivateJwk = { readonly [Member in keyof JWK]?: JWK[Member] | undefined }

/** A private key that signs assertions. */
export interface SigningKey {
  /** The `kid` (identifier) of a JWK, RFC 7517 §4.5. Undefined: the key has no identifier. */
  readonly kid?: string | undefined
  /** Returns the algorithm that signs for a server. `listed`: the names of the algorithms in the server's metadata. */
  readonly algorithmFor: (listed: readonly string[]) => SigningAlgorithm
  /** Returns the imported key. The key is imported once for each algorithm, on first use. */
  readonly cryptoKey: (algorithm: SigningAlgorithm) => Promise<CryptoKey>
}

/**
 * Makes a `SigningKey` of a private key.
 *
 * @param alg - @default the algorithm that the key names, or else the key's first algorithm that the server lists
 * @throws {TypeError} the key cannot sign, or cannot sign by `alg`; the message shows no part of the key
 */
export function createSigningKey(key: CryptoKey | PrivateJwk | string, alg: SigningAlgorithm | undefined): SigningKey {
  if (isText(key)) {
    const { kind, der } = readPkcs8(key)
    return importedKey(kind, alg, (parameters) => crypto.subtle.importKey('pkcs8', der, parameters, false, ['sign']))
  }
  expectOption(typeof key === 'object' && key !== null, 'key', 'a CryptoKey, a JWK object, or PEM text')
  return isCryptoKey(key) ? ofCryptoKey(key, alg) : ofJwk(key, alg)
}

/** Checks whether the key is a `CryptoKey`, also if it comes from another realm, such as an iframe. */
function isCryptoKey(key: CryptoKey | PrivateJwk): key is CryptoKey {
  return Object.prototype.toString.call(key) === '[object CryptoKey]'
}

function ofCryptoKey(key: CryptoKey, alg: SigningAlgorithm | undefined): SigningKey {
  expectOption(key.type === 'private' && key.usages.includes('sign'), 'key', "a private CryptoKey with the usage 'sign'")
  const { name, namedCurve, hash } = key.algorithm as KeyAlgorithm & { namedCurve?: string; hash?: { name: string } }
  const bits = hash?.name.slice(4) ?? ''
  const rsa = { 'RSA-PSS': `PS${bits}`, 'RSASSA-PKCS1-v1_5': `RS${bits}` }[name]
  const kind = rsa === undefined ? kindOf(namedCurve ?? name) : 'RSA'
  const own = (rsa ?? alg) as SigningAlgorithm | undefined
  expectOption(own === undefined || alg === undefined || own === alg, 'alg', `${own}, as the key says, or none`)
  return importedKey(kind, own, async () => key)
}

function ofJwk(key: PrivateJwk, alg: SigningAlgorithm | undefined): SigningKey {
  expectOption(isText(key.d), 'key', 'a private JWK, with the member d')
  const own = key.alg as SigningAlgorithm | undefined
  expectOption(own === undefined || alg === undefined || own === alg, 'alg', 'that of the JWK, or none')
  // `alg`, `use`, `key_ops` and `ext` may forbid an import that this library needs.
  const { alg: _alg, use: _use, key_ops: _operations, ext: _extractable, ...material } = key
  const kind = key.kty === 'RSA' ? key.kty : kindOf(key.crv)
  const kid = isText(key.kid) ? key.kid : undefined
  return {
    ...importedKey(kind, alg ?? own, (parameters) => crypto.subtle.importKey('jwk', material as JsonWebKey, parameters, false, ['sign'])),
    kid,
  }
}

function kindOf(curve: string | undefined): KeyKind {
  const kind = (['P-256', 'P-384', 'P-521', 'Ed25519'] as const).find((known) => known === curve)
  expectOption(kind !== undefined, 'key', 'an RSA, P-256, P-384, P-521 or Ed25519 key')
  return kind
}

function importedKey(
  kind: KeyKind,
  alg: SigningAlgorithm | undefined,
  importKey: (parameters: ReturnType<typeof importParameters>) => Promise<CryptoKey>,
): SigningKey {
  expectOption(alg === undefined || algorithmsOf(kind).includes(alg), 'alg', `${algorithmsOf(kind).join(' or ')} for this key`)
  const imported = new Map<SigningAlgorithm, Promise<CryptoKey>>()
  return {
    algorithmFor: (listed) => alg ?? chooseAlgorithm(kind, listed),
    cryptoKey(algorithm) {
      const key = imported.get(algorithm) ?? checked(importKey(importParameters(kind, algorithm)), algorithm)
      imported.set(algorithm, key)
      return key
    },
  }
}

/** Waits for an imported key. A failed import gets a new error, as the message of the platform's error may show parts of the key. */
async function checked(key: Promise<CryptoKey>, algorithm: SigningAlgorithm): Promise<CryptoKey> {
  const reason = await key.then(() => undefined, reasonOf)
  if (reason !== undefined) throw new TypeError(`key: expected a key that this platform can import for ${algorithm}${reason}`)
  return key
}
