/** How a new token is got: with the refresh token, or anew from the source's own credentials. */
export type Grant = 'refresh' | 'obtain'
