import { app, realm, shortLife, user, userPassword } from './realm-builders.ts'
import type { Realm } from './representation.ts'

const hour = 3600
const day = 24 * hour

/** Signs that are more than one byte, that forms change, or both. */
export const oddUser = { username: 'zoë-müller', password: 'pässwörd & 100 % + 名前=not-a-password' }
/** May not log in before something is done on a page. */
export const unfinishedUser = { username: 'unfinished', password: userPassword }
export const plainUser = { username: 'someone', password: userPassword }

const users = [
  user(plainUser.username, plainUser.password),
  user(oddUser.username, oddUser.password),
  user(unfinishedUser.username, unfinishedUser.password, { requiredActions: ['UPDATE_PASSWORD'] }),
]

/** The password grant with a public client, for which Keycloak says `bearer` in lower case. */
const lowerCase = { 'token.response.type.bearer.lower-case': 'true' }

export const oli: Realm = realm(
  'api',
  [
    app('apiclient', { access: 300, refresh: 1800 }, lowerCase),
    app('apiclient-hint', { access: 24 * hour, refresh: 7 * day }, lowerCase),
    app('apiclient-week', { access: 7 * day, refresh: 30 * day }, lowerCase),
    app('apiclient-short', { access: shortLife, refresh: 30 }, lowerCase),
  ],
  { users },
)

/** Whose password is guessed until the account locks. */
export const guessedUser = { username: 'guessed', password: userPassword }

/** The same with brute force protection: the eighth wrong password locks a user out. */
export const oliGuarded: Realm = realm('api-guarded', [app('apiclient', { access: 300, refresh: 1800 }, lowerCase)], {
  users: [user(plainUser.username, plainUser.password), user(guessedUser.username, guessedUser.password)],
  bruteForceProtected: true,
  failureFactor: 8,
  quickLoginCheckMilliSeconds: 0,
})
