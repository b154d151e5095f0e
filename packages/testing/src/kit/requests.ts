/** A token request that the test server has received. */
export interface SentTokenRequest {
  /** The `grant_type`, RFC 6749. `revocation`: a revocation, RFC 7009. `session`: a request without `grant_type`. */
  readonly grant: string
  /** Status of the response; 0: no response, because the connection broke. */
  readonly status: number
  /** True: the refresh token had been used before. */
  readonly isReuse: boolean
}

/** A request to the API that the test server has received. */
export interface SentApiRequest {
  /** HTTP method, in capitals. */
  readonly method: string
  /** Absolute URL. */
  readonly url: string
  /** Path of the URL with its query. */
  readonly path: string
  /** The bearer token; undefined: the request had no token. */
  readonly token: string | undefined
  /** The headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as text. */
  readonly body: string
  /** True: the server accepted the token. */
  readonly isAccepted: boolean
  /** Status of the rejection or of a failure by `failApi()`; 0: the connection broke; undefined: the request was accepted. */
  readonly status: number | undefined
}
