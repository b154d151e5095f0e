import { expectOptions } from '@everbearer/core/adapter'
import { None } from 'oauth4webapi'
import { expectOption } from '../check.ts'
import type { ClientAuthenticationMethod } from './client-method.ts'

/** Options of `tlsClientAuth()`. */
export interface TlsClientAuthOptions {
  /**
   * True: the client has registered its own certificate, RFC 8705 §2.2. False: an authority has issued the certificate, §2.1. Only the
   * method name in errors depends on this option. @default false
   */
  readonly selfSigned?: boolean | undefined
}

/**
 * Authenticates the client by its TLS certificate: RFC 8705. The option `fetch` of the source must present the certificate. Token requests
 * contain the client's identifier, and go to the `mtls_endpoint_aliases` of the issuer's metadata.
 *
 * @throws {TypeError} an option is wrong; the message names the option and what is allowed
 * @example
 * declare const fetchWithCertificate: typeof fetch // of undici, with an Agent that has the certificate
 * const source = clientCredentials({
 *   issuer: 'https://auth.example.com',
 *   clientId: 'my-client',
 *   clientAuthentication: tlsClientAuth(),
 *   fetch: fetchWithCertificate,
 * })
 */
export function tlsClientAuth(options: TlsClientAuthOptions = {}): ClientAuthenticationMethod {
  expectOptions(options, ['selfSigned'])
  const { selfSigned = false } = options
  expectOption(typeof selfSigned === 'boolean', 'selfSigned', 'a boolean')
  return { method: selfSigned ? 'self_signed_tls_client_auth' : 'tls_client_auth', authenticate: None(), mutualTls: true }
}
