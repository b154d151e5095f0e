/** How the server of the playground behaves. */
export interface ServerSettings {
  /** Lifetime of an access token, s. */
  readonly lifetime: number
  /** Middle latency of a response, ms. */
  readonly latency: number
  /** Is the token endpoint up? If not, the endpoint responds with 503. */
  readonly tokenEndpoint: 'up' | 'down'
  /** How long a refresh token is accepted for the second time, s. After that, a second use ends the session: RFC 9700 §4.14.2. */
  readonly reuseGrace: number
}

export const defaultSettings: ServerSettings = { lifetime: 20, latency: 300, tokenEndpoint: 'up', reuseGrace: 0 }

/** A server of the playground serves two users. */
export const users = ['A', 'B'] as const

export type User = (typeof users)[number]
