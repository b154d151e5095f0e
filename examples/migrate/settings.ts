/** Where the servers are, and which client of the authorization server the program is. */
export interface Settings {
  /** Base URL of the API, without a slash at the end. */
  readonly api: string
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly clientId: string
  readonly clientSecret: string
}

/** The token response of a login. */
export interface Tokens {
  readonly access_token: string
  readonly refresh_token: string
  /** s. */
  readonly expires_in: number
}
