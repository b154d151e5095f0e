import type { AuthorizationServer, Client } from 'oauth4webapi'

/**
 * A method by which a client authenticates, for the option `clientAuthentication`. `privateKeyJwt()`, `clientSecretJwt()`,
 * `tlsClientAuth()` and `clientAssertion()` make such objects.
 */
export interface ClientAuthenticationMethod {
  /** The name of the method in `token_endpoint_auth_methods_supported`: RFC 7591 §2, RFC 8705 §2, OpenID Connect Core §9. */
  readonly method: string
  /**
   * Adds the credentials of the client to the body or the headers of one request. Each request calls this function again, so that each
   * request can have a new assertion.
   *
   * @param server - the metadata of the issuer. With a `tokenEndpoint`, the field `issuer` is the URL of that endpoint
   * @param signal - aborts when the response is no longer needed
   */
  readonly authenticate: (
    server: AuthorizationServer,
    client: Client,
    body: URLSearchParams,
    headers: Headers,
    signal: AbortSignal,
  ) => void | Promise<void>
  /** True: requests go to the endpoints in `mtls_endpoint_aliases` of the issuer's metadata, RFC 8705 §5. @default false */
  readonly mutualTls?: boolean
  /**
   * Called when the server rejects the client. Returns text for the error message, for example: the metadata do not list the algorithm.
   * An empty text adds nothing. @default no additional text
   */
  readonly explain?: (server: AuthorizationServer) => string
}

/** Checks whether the value is an object such as the result of `privateKeyJwt()`, and not the name of a method. */
export function isMethod(value: unknown): value is ClientAuthenticationMethod {
  return typeof (value as Partial<ClientAuthenticationMethod> | null)?.authenticate === 'function'
}
