import { machine, realm, shortLife } from './realm-builders.ts'
import type { Realm } from './representation.ts'

const clients = [
  machine('truphone', { access: 300, refresh: 1800 }),
  machine('truphone-short', { access: shortLife, refresh: 30 }),
  /** `expires_in` shrinks toward the end of such a session. */
  machine('truphone-session', { access: shortLife, refresh: 30, session: shortLife + 2 }),
  /** A refresh answer leaves the refresh token out and says `refresh_expires_in: 0`. */
  machine('truphone-keeps', { access: 300, refresh: 1800 }, { attributes: { 'use.refresh.tokens': 'false' } }),
]

export const truphone: Realm = realm('tru-staff', clients)

/** The same with rotation: a refresh token is good once, and a second use ends the session. */
export const truphoneRotating: Realm = realm('tru-staff-rotating', clients, { revokeRefreshToken: true, refreshTokenMaxReuse: 0 })
