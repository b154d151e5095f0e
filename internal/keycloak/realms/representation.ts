/** What of Keycloak's realm representation these realms use. Lifetimes are in seconds. */
export interface Realm {
  readonly realm: string
  readonly enabled: true
  /** Plain http is for loopback only, here as in Keycloak's own default. */
  readonly sslRequired: 'external'
  readonly accessTokenLifespan: number
  readonly ssoSessionIdleTimeout: number
  readonly ssoSessionMaxLifespan: number
  /** Rotation: a refresh token is good once, and a second use ends the session. */
  readonly revokeRefreshToken?: boolean
  readonly refreshTokenMaxReuse?: number
  readonly bruteForceProtected?: boolean
  /** Failed logins that are still forgiven. */
  readonly failureFactor?: number
  /** Two failed logins within this time count as an attack at once, ms. */
  readonly quickLoginCheckMilliSeconds?: number
  readonly clients: readonly Client[]
  readonly users?: readonly User[]
}

export interface Client {
  readonly clientId: string
  readonly enabled: true
  readonly secret?: string
  /** How the client authenticates. @default by its secret */
  readonly clientAuthenticatorType?: 'client-jwt' | 'client-secret-jwt' | 'client-x509'
  readonly publicClient: boolean
  readonly serviceAccountsEnabled: boolean
  readonly directAccessGrantsEnabled: boolean
  readonly standardFlowEnabled: boolean
  /** Where logins in a browser may end. */
  readonly redirectUris?: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
  readonly protocolMappers: readonly ProtocolMapper[]
  /** Left out: the realm's. */
  readonly defaultClientScopes?: readonly string[]
}

/** Puts something into a client's tokens. */
export interface ProtocolMapper {
  readonly name: string
  readonly protocol: 'openid-connect'
  readonly protocolMapper: string
  readonly config: Readonly<Record<string, string>>
}

export interface User {
  readonly username: string
  readonly enabled: true
  readonly email: string
  readonly emailVerified: true
  readonly firstName: string
  readonly lastName: string
  readonly requiredActions?: readonly string[]
  readonly credentials: readonly { readonly type: 'password'; readonly value: string; readonly temporary: false }[]
}
