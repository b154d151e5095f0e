/** The way in which a source gets a new token. `refresh`: with the refresh token. `obtain`: with the source's own credentials. */
export type Grant = 'refresh' | 'obtain'
