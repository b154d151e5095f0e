import { expectOptions } from '@everbearer/core/adapter'
import { type CryptoKey, modifyAssertion, PrivateKeyJwt } from 'oauth4webapi'
import { expectOption, isText } from '../check.ts'
import type { ClientAuthenticationMethod } from './client-method.ts'
import type { SigningAlgorithm } from './signing-algorithm.ts'
import { createSigningKey, type PrivateJwk } from './signing-key.ts'
import { listed, unlisted } from './unlisted.ts'

/** Options of `privateKeyJwt()`. */
export interface PrivateKeyJwtOptions {
  /** The private key: a `CryptoKey`, a JWK object (RFC 7517), or the text of a PEM file that begins with `-----BEGIN PRIVATE KEY-----`. */
  readonly key: CryptoKey | PrivateJwk | string
  /** The identifier of the key at the server. @default the `kid` of a JWK; otherwise no identifier is sent */
  readonly kid?: string | undefined
  /**
   * The signing algorithm.
   *
   * @default the algorithm of an RSA CryptoKey, or the `alg` of a JWK. Otherwise the key's first algorithm that the issuer's metadata
   *   list. If the metadata list no such algorithm, the key's first algorithm. RSA keys have RS256, PS256, RS384, PS384, RS512 and PS512,
   *   in this order. EC keys have ES256, ES384 or ES512, depending on the curve. Ed25519 keys have EdDSA and Ed25519, in this order
   */
  readonly alg?: SigningAlgorithm | undefined
  /** The `aud` of the assertions. @default the issuer; with a `tokenEndpoint` alone, the URL of that endpoint */
  readonly audience?: string | undefined
}

/**
 * Authenticates the client by a JWT that is signed with the client's private key: RFC 7523 §2.2. Every token request has a new JWT, which
 * is valid for 60 seconds and only for `audience`. The key is imported on first use.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed, and shows no part of the key
 * @example
 * const pem = '-----BEGIN PRIVATE KEY-----…' // from a file or an environment variable
 * const source = clientCredentials({
 *   issuer: 'https://auth.example.com',
 *   clientId: 'my-client',
 *   clientAuthentication: privateKeyJwt({ key: pem, kid: '2026-11' }),
 * })
 */
export function privateKeyJwt(options: PrivateKeyJwtOptions): ClientAuthenticationMethod {
  expectOptions(options, ['key', 'kid', 'alg', 'audience'])
  const { key, kid, alg, audience } = options
  expectOption(kid === undefined || isText(kid), 'kid', 'a string that is not empty, or none')
  expectOption(audience === undefined || isText(audience), 'audience', 'a string that is not empty, or none')
  const signingKey = createSigningKey(key, alg)
  const algorithmFor = (server: Parameters<typeof listed>[0]): SigningAlgorithm =>
    signingKey.algorithmFor(listed(server, 'token_endpoint_auth_signing_alg_values_supported'))
  return {
    method: 'private_key_jwt',
    async authenticate(server, client, body, headers) {
      const algorithm = algorithmFor(server)
      const cryptoKey = await signingKey.cryptoKey(algorithm)
      const sign = PrivateKeyJwt(cryptoKey, {
        [modifyAssertion](header, payload) {
          Object.assign(header, { alg: algorithm, kid: kid ?? signingKey.kid })
          if (audience !== undefined) Object.assign(payload, { aud: audience })
        },
      })
      await sign(server, client, body, headers)
    },
    explain: (server) => unlisted(algorithmFor(server), 'token_endpoint_auth_signing_alg_values_supported', server),
  }
}
