import { app, machine, realm, shortLife, user, userPassword } from './realm-builders.ts'
import type { Realm } from './representation.ts'

/** Keycloak refuses token requests of these clients without a proof, RFC 9449. */
const required = { 'dpop.bound.access.tokens': 'true' }

/** Tokens are bound to a key. Refresh tokens of the app are bound, too, and replaced by each refresh. */
export const bound: Realm = realm(
  'bound',
  [
    machine('bound-machine', { access: shortLife }, { attributes: required }),
    app('bound-app', { access: shortLife, refresh: 1800 }, required),
  ],
  { revokeRefreshToken: true, refreshTokenMaxReuse: 0, users: [user('alice', userPassword)] },
)
