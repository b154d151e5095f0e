import type { AuthorizationServer, Client } from 'oauth4webapi'

/**
 * How a client authenticates, as a value for the option `clientAuthentication`. Made by `privateKeyJwt()`, `clientSecretJwt()`,
 * `tlsClientAuth()` and `clientAssertion()`.
 */
export interface ClientAuthenticationMethod {
  /** The registered name, as metadata list it: RFC 7591 §2, RFC 8705 §2. */
  readonly method: string
  /**
   * Authenticates one token request, by its body or its headers. Called anew for every request, so that nothing is sent twice.
   *
   * @param server - the metadata of the issuer; with a `tokenEndpoint` alone, its URL as the issuer
   */
  readonly authenticate: (
    server: AuthorizationServer,
    client: Client,
    body: URLSearchParams,
    headers: Headers,
    signal: AbortSignal,
  ) => void | Promise<void>
  /** Do token requests go to the `mtls_endpoint_aliases` of the metadata, RFC 8705 §5? @default false */
  readonly mutualTls?: boolean
  /** What an error says of the method and the metadata after a rejection. @default nothing */
  readonly explain?: (server: AuthorizationServer) => string
}

/** Is the value a method, rather than the name of one? */
export function isMethod(value: unknown): value is ClientAuthenticationMethod {
  return typeof (value as Partial<ClientAuthenticationMethod> | null)?.authenticate === 'function'
}
