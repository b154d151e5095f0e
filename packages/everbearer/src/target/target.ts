import type { ClientAuthentication } from '@everbearer/oauth2'

/** A grant that needs no browser. */
export type TargetGrant = 'client_credentials' | 'password' | 'refresh_token'

/** How a client authenticates, and how a Basic header is encoded. */
export interface Authentication {
  readonly method: ClientAuthentication
  /** Only for `client_secret_basic`. */
  readonly basicEncoding?: 'form' | 'raw' | undefined
}

/** The authorization server, the client and the API that a command works on. Without secrets: a target may be printed. */
export interface Target {
  /** Either this or `tokenEndpoint`. */
  readonly issuer?: string | undefined
  readonly tokenEndpoint?: string | undefined
  readonly clientId: string
  readonly grant: TargetGrant
  /** Only for the password grant. */
  readonly username?: string | undefined
  readonly scope?: string | undefined
  /** More parameters of each token request. */
  readonly parameters: Readonly<Record<string, string>>
  /** Undefined: not named, so it is found out. */
  readonly authentication?: Authentication | undefined
  /** Is plain http allowed beyond this machine? */
  readonly allowInsecureRequests: boolean
  readonly api?: string | undefined
}

/** What must never be printed. */
export interface Secrets {
  readonly clientSecret?: string | undefined
  readonly password?: string | undefined
  readonly refreshToken?: string | undefined
}

/** RFC 8252 §8.3: the loopback interface needs no TLS. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname)
}

/** May a secret be sent to this URL? */
export function isSafe(url: string, { allowInsecureRequests }: Pick<Target, 'allowInsecureRequests'>): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || isLoopback(hostname) || allowInsecureRequests
}
