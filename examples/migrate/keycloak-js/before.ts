import type Keycloak from 'keycloak-js'

/** @param keycloak - after `await keycloak.init()`, with a user who is signed in */
export function createFetch(keycloak: Keycloak): typeof fetch {
  return async (input, init) => {
    await keycloak.updateToken(30)
    const headers = new Headers(init?.headers)
    headers.set('Authorization', `Bearer ${keycloak.token}`)
    return fetch(input, { ...init, headers })
  }
}
