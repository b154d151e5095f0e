import { app, machine, realm, shortLife, user } from './realm-builders.ts'
import type { Client, ProtocolMapper, Realm } from './representation.ts'

/** Nothing listens there: the tests read the address that a browser would go to. */
export const redirectUri = 'http://127.0.0.1:9/callback'
export const loginUser = { username: 'jo', password: 'not-a-password' }

/** Keycloak exchanges a token only for a client that the token names as an audience. */
const forService: ProtocolMapper = {
  name: 'service',
  protocol: 'openid-connect',
  protocolMapper: 'oidc-audience-mapper',
  config: { 'included.client.audience': 'service', 'access.token.claim': 'true' },
}

/** A public client with logins in a browser, on a device, and by password for the subject of an exchange. */
function loginApp(): Client {
  const client = app('tool', { access: shortLife, refresh: 1800 }, { 'oauth2.device.authorization.grant.enabled': 'true' })
  return { ...client, standardFlowEnabled: true, redirectUris: [redirectUri], protocolMappers: [...client.protocolMappers, forService] }
}

export const grantsRealm: Realm = realm(
  'grants',
  [loginApp(), machine('service', { access: shortLife }, { attributes: { 'standard.token.exchange.enabled': 'true' } })],
  { users: [user(loginUser.username, loginUser.password)] },
)
