/** How a source gets a new token. `refresh`: with the refresh token. `obtain`: from its own credentials. */
export type Grant = 'refresh' | 'obtain'
