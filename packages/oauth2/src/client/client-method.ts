import type { AuthorizationServer, Client } from 'oauth4webapi'

/**
 * A method by which a client authenticates, for the option `clientAuthentication`. `privateKeyJwt()`, `clientSecretJwt()`,
 * `tlsClientAuth()` and `clientAssertion()` make such objects.
 */
export interface ClientAuthenticationMethod {
  /** The registered name of the method, as metadata list it: RFC 7591 §2, RFC 8705 §2. */
  readonly method: string
  /**
   * Authenticates one token request: adds to its body or its headers. It is called for every token request, so no assertion is sent twice.
   *
   * @param server - the metadata of the issuer. If only a `tokenEndpoint` is configured, its URL stands for the issuer
   */
  readonly authenticate: (
    server: AuthorizationServer,
    client: Client,
    body: URLSearchParams,
    headers: Headers,
    signal: AbortSignal,
  ) => void | Promise<void>
  /** True: token requests go to the `mtls_endpoint_aliases` of the metadata, RFC 8705 §5. @default false */
  readonly mutualTls?: boolean
  /** Returns text for the error after a rejection: how the method and the metadata differ. @default the error has no such text */
  readonly explain?: (server: AuthorizationServer) => string
}

/** Checks whether the value is a method, and not the name of a method. */
export function isMethod(value: unknown): value is ClientAuthenticationMethod {
  return typeof (value as Partial<ClientAuthenticationMethod> | null)?.authenticate === 'function'
}
