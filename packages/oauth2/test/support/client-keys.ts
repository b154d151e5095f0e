import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { ClientMetadata } from 'oidc-provider'

/** A key pair of a client. */
export interface ClientKeys {
  readonly name: string
  /** Algorithms that it may be used with, our choice first. */
  readonly algorithms: readonly string[]
  readonly pem: string
  readonly jwk: JsonWebKey
  readonly publicJwk: JsonWebKey
  readonly cryptoKey: () => CryptoKey
}

/** One pair of each kind. */
export const clientKeys: readonly ClientKeys[] = [
  describeKeys('Ed25519', ['EdDSA', 'Ed25519'], generateKeyPairSync('ed25519'), () => 'Ed25519'),
  describeKeys('P-256', ['ES256'], generateKeyPairSync('ec', { namedCurve: 'P-256' }), () => ({ name: 'ECDSA', namedCurve: 'P-256' })),
  describeKeys('P-384', ['ES384'], generateKeyPairSync('ec', { namedCurve: 'P-384' }), () => ({ name: 'ECDSA', namedCurve: 'P-384' })),
  describeKeys('P-521', ['ES512'], generateKeyPairSync('ec', { namedCurve: 'P-521' }), () => ({ name: 'ECDSA', namedCurve: 'P-521' })),
  describeKeys('RSA', ['RS256', 'PS256', 'RS384', 'PS384', 'RS512', 'PS512'], generateKeyPairSync('rsa', { modulusLength: 2048 }), () => ({
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
  })),
]

/** The keys of one kind. */
export function keysOf(name: string): ClientKeys {
  const keys = clientKeys.find((known) => known.name === name)
  if (keys === undefined) throw new Error(`no keys of the kind ${name}`)
  return keys
}

/** A client that the strict server knows by its public key, under the kid `k1`. */
export function registeredWith({ publicJwk }: ClientKeys, clientId = 'c'): Partial<ClientMetadata> & { readonly client_id: string } {
  return { client_id: clientId, token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...publicJwk, kid: 'k1' } as never] } }
}

function describeKeys(
  name: string,
  algorithms: readonly string[],
  { privateKey, publicKey }: { readonly privateKey: KeyObject; readonly publicKey: KeyObject },
  algorithm: () => Parameters<KeyObject['toCryptoKey']>[0],
): ClientKeys {
  return {
    name,
    algorithms,
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }) as string,
    jwk: privateKey.export({ format: 'jwk' }) as JsonWebKey,
    publicJwk: publicKey.export({ format: 'jwk' }) as JsonWebKey,
    cryptoKey: () => privateKey.toCryptoKey(algorithm(), false, ['sign']) as CryptoKey,
  }
}
