import { createCoordinator, SessionEndedError, withBearer } from '@everbearer/fetch'
import type Keycloak from 'keycloak-js'

/** @param keycloak - after `await keycloak.init()`, with a user who is signed in */
export function createFetch(keycloak: Keycloak, api: string): typeof fetch {
  let last: string | undefined
  const auth = createCoordinator({
    source: async () => {
      // -1 asks for a new token in any case: the coordinator wants another token than the last one.
      await keycloak.updateToken(keycloak.token === last ? -1 : 30).catch((error: unknown) => {
        throw keycloak.authenticated ? error : new SessionEndedError('no-grant')
      })
      last = keycloak.token
      const expires_in = keycloak.tokenParsed!.exp! + (keycloak.timeSkew ?? 0) - Date.now() / 1000
      return { access_token: keycloak.token!, expires_in }
    },
    origins: [new URL(api).origin],
  })
  return withBearer(fetch, auth)
}
