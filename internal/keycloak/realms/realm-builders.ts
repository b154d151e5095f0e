import type { Client, ProtocolMapper, Realm, User } from './representation.ts'

/** The secret of every client here that has no reason for another: obviously none. */
export const clientSecret = 'not-a-secret'
/** The password of every user here that has no reason for another. */
export const userPassword = 'not-a-password'

/**
 * Of the short-lived variants, s: many lifetimes fit in a test, and a Keycloak that shares two processors with all the
 * tests still answers well within one.
 */
export const shortLife = 5

/** Lifetimes of one client's tokens, s. */
export interface Lifetimes {
  readonly access: number
  /** None: Keycloak gives the client no refresh token with client_credentials. */
  readonly refresh?: number
  /** The session ends then, whatever the refresh token says. */
  readonly session?: number
}

/** Keycloak tells a resource server nothing about tokens that do not name it as their audience. */
const audience: ProtocolMapper = {
  name: 'resource server',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-audience-mapper',
  config: { 'included.custom.audience': 'resource-server', 'access.token.claim': 'true' },
}

/** A client that stands for itself, with a secret: client_credentials. */
export function machine(clientId: string, lifetimes: Lifetimes, more: Partial<Client> = {}): Client {
  const { attributes, ...rest } = more
  return {
    clientId,
    enabled: true,
    secret: clientSecret,
    publicClient: false,
    serviceAccountsEnabled: true,
    directAccessGrantsEnabled: false,
    standardFlowEnabled: false,
    protocolMappers: [audience],
    attributes: {
      'client_credentials.use_refresh_token': String(lifetimes.refresh !== undefined),
      ...lifespans(lifetimes),
      ...attributes,
    },
    ...rest,
  }
}

/** A public client through which users log in with name and password. */
export function app(clientId: string, lifetimes: Lifetimes, attributes: Readonly<Record<string, string>> = {}): Client {
  return {
    clientId,
    enabled: true,
    publicClient: true,
    serviceAccountsEnabled: false,
    directAccessGrantsEnabled: true,
    standardFlowEnabled: false,
    protocolMappers: [audience],
    attributes: { ...lifespans(lifetimes), ...attributes },
  }
}

/** What the resource servers introspect tokens as. */
export const introspector: Client = machine('resource-server', { access: 60 })

/** A user who can log in at once: Keycloak takes one without names and an e-mail address for not fully set up. */
export function user(username: string, password: string, more: Partial<User> = {}): User {
  return {
    username,
    enabled: true,
    email: `${encodeURIComponent(username).replaceAll('%', '')}@example.com`,
    emailVerified: true,
    firstName: 'Some',
    lastName: 'One',
    credentials: [{ type: 'password', value: password, temporary: false }],
    ...more,
  }
}

/** A realm with room for every lifetime that its clients ask for: what a realm allows caps them. */
export function realm(name: string, clients: readonly Client[], more: Partial<Realm> = {}): Realm {
  return {
    realm: name,
    enabled: true,
    sslRequired: 'external',
    accessTokenLifespan: 300,
    ssoSessionIdleTimeout: 30 * 86_400,
    ssoSessionMaxLifespan: 60 * 86_400,
    clients: [...clients, introspector],
    ...more,
  }
}

function lifespans({ access, refresh, session }: Lifetimes): Record<string, string> {
  return {
    'access.token.lifespan': String(access),
    ...(refresh !== undefined && { 'client.session.idle.timeout': String(refresh) }),
    ...(session !== undefined && { 'client.session.max.lifespan': String(session) }),
  }
}
