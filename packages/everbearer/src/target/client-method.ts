import {
  clientAssertion,
  type ClientAuthentication,
  type ClientAuthenticationMethod,
  clientSecretJwt,
  type PrivateJwk,
  privateKeyJwt,
  tlsClientAuth,
} from '@everbearer/oauth2'
import type { Authentication, KeySigner, Secrets } from './target.ts'

/**
 * Returns the value of a token source's option `clientAuthentication`, for the method by which the client authenticates.
 *
 * @throws {TypeError} the key can't be used; the message shows no part of the key
 */
export function clientMethodOf(authentication: Authentication, secrets: Secrets): ClientAuthentication | ClientAuthenticationMethod {
  switch (authentication.method) {
    case 'client_secret_jwt':
      return clientSecretJwt({ clientSecret: secrets.clientSecret ?? '', audience: authentication.audience })
    case 'private_key_jwt':
      return authentication.signer.kind === 'key'
        ? signedByKey(authentication.signer, secrets.clientKey ?? '')
        : clientAssertion(secrets.readAssertion ?? (() => ''))
    case 'tls_client_auth':
    case 'self_signed_tls_client_auth':
      return tlsClientAuth({ selfSigned: authentication.method === 'self_signed_tls_client_auth' })
    case 'client_secret_post':
    case 'client_secret_basic':
    case 'none':
      return authentication.method
  }
}

function signedByKey({ keyId, algorithm, audience }: KeySigner, text: string): ClientAuthenticationMethod {
  const key = isJwkText(text) ? (JSON.parse(text) as PrivateJwk) : text
  return privateKeyJwt({ key, kid: keyId, alg: algorithm, audience })
}

/** Checks whether the text of a key is a JWK, and not PEM. */
export function isJwkText(text: string): boolean {
  return text.trimStart().startsWith('{')
}
