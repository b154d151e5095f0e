import { machine, realm, shortLife } from './realm-builders.ts'
import type { Realm } from './representation.ts'

/** Both tokens live equally long, and a refresh token comes with client_credentials. */
export const korusticket: Realm = realm('korusticket', [
  machine('korus', { access: 1800, refresh: 1800 }),
  machine('korus-short', { access: 3, refresh: 3 }),
  // Keycloak counts in whole seconds, and of five that matters: where both ended at once, a token that is dead a
  // second early would too often take the refresh token with it.
  machine('korus-steady', { access: shortLife, refresh: shortLife + 3 }),
])
