import { describe, expect, it } from 'vitest'

/** What each package exports at run time. A change here is a change of the API: it needs a changeset. */
describe('the public surface', () => {
  it('of core', async () => {
    expect(namesOf(await import('@everbearer/core'))).toMatchInlineSnapshot(`
      [
        "CredentialsRejectedError",
        "EverbearerError",
        "SessionEndedError",
        "StoreError",
        "TokenRequestError",
        "TokenResponseError",
        "TokenSourceError",
        "TokenUnavailableError",
        "camelCase",
        "conceal",
        "concealedCopy",
        "copyUnreadData",
        "createCoordinator",
        "createCoordinatorPool",
        "defineStore",
        "eventNames",
        "expectArguments",
        "expectCoordinator",
        "expectOptions",
        "fetchWithToken",
        "hasHeader",
        "isOneShot",
        "logEvents",
        "memoryStore",
        "parseChallenges",
        "readBounded",
        "reasonOf",
        "refreshTimer",
        "sendWithToken",
        "sessionEndpoint",
        "shareRefreshToken",
        "systemClock",
        "withServerDate",
      ]
    `)
  })

  it('of oauth2', async () => {
    expect(namesOf(await import('@everbearer/oauth2'))).toMatchInlineSnapshot(`
      [
        "clientCredentials",
        "password",
        "refreshToken",
      ]
    `)
  })

  it('of fetch', async () => {
    expect(namesOf(await import('@everbearer/fetch'))).toMatchInlineSnapshot(`
      [
        "CredentialsRejectedError",
        "EverbearerError",
        "SessionEndedError",
        "StoreError",
        "TokenRequestError",
        "TokenResponseError",
        "TokenSourceError",
        "TokenUnavailableError",
        "camelCase",
        "conceal",
        "concealedCopy",
        "copyUnreadData",
        "createCoordinator",
        "createCoordinatorPool",
        "defineStore",
        "eventNames",
        "expectArguments",
        "expectCoordinator",
        "expectOptions",
        "fetchWithToken",
        "hasHeader",
        "isOneShot",
        "logEvents",
        "memoryStore",
        "parseChallenges",
        "readBounded",
        "reasonOf",
        "refreshTimer",
        "sendWithToken",
        "sessionEndpoint",
        "shareRefreshToken",
        "systemClock",
        "withBearer",
        "withServerDate",
      ]
    `)
  })

  it('of axios', async () => {
    expect(namesOf(await import('@everbearer/axios'))).toMatchInlineSnapshot(`
      [
        "CredentialsRejectedError",
        "EverbearerError",
        "SessionEndedError",
        "StoreError",
        "TokenRequestError",
        "TokenResponseError",
        "TokenSourceError",
        "TokenUnavailableError",
        "bearerInterceptor",
        "camelCase",
        "conceal",
        "concealedCopy",
        "copyUnreadData",
        "createCoordinator",
        "createCoordinatorPool",
        "defineStore",
        "eventNames",
        "expectArguments",
        "expectCoordinator",
        "expectOptions",
        "fetchWithToken",
        "hasHeader",
        "isOneShot",
        "logEvents",
        "memoryStore",
        "parseChallenges",
        "readBounded",
        "reasonOf",
        "refreshTimer",
        "sendWithToken",
        "sessionEndpoint",
        "shareRefreshToken",
        "systemClock",
        "withBearer",
        "withServerDate",
      ]
    `)
  })

  it('of ky', async () => {
    expect(namesOf(await import('@everbearer/ky'))).toMatchInlineSnapshot(`
      [
        "CredentialsRejectedError",
        "EverbearerError",
        "SessionEndedError",
        "StoreError",
        "TokenRequestError",
        "TokenResponseError",
        "TokenSourceError",
        "TokenUnavailableError",
        "bearerInit",
        "camelCase",
        "conceal",
        "concealedCopy",
        "copyUnreadData",
        "createCoordinator",
        "createCoordinatorPool",
        "defineStore",
        "eventNames",
        "expectArguments",
        "expectCoordinator",
        "expectOptions",
        "fetchWithToken",
        "hasHeader",
        "isOneShot",
        "logEvents",
        "memoryStore",
        "parseChallenges",
        "readBounded",
        "reasonOf",
        "refreshTimer",
        "sendWithToken",
        "sessionEndpoint",
        "shareRefreshToken",
        "systemClock",
        "withBearer",
        "withServerDate",
      ]
    `)
  })

  it('of ofetch', async () => {
    expect(namesOf(await import('@everbearer/ofetch'))).toMatchInlineSnapshot(`
      [
        "CredentialsRejectedError",
        "EverbearerError",
        "SessionEndedError",
        "StoreError",
        "TokenRequestError",
        "TokenResponseError",
        "TokenSourceError",
        "TokenUnavailableError",
        "bearerFetch",
        "camelCase",
        "conceal",
        "concealedCopy",
        "copyUnreadData",
        "createCoordinator",
        "createCoordinatorPool",
        "defineStore",
        "eventNames",
        "expectArguments",
        "expectCoordinator",
        "expectOptions",
        "fetchWithToken",
        "hasHeader",
        "isOneShot",
        "logEvents",
        "memoryStore",
        "parseChallenges",
        "readBounded",
        "reasonOf",
        "refreshTimer",
        "sendWithToken",
        "sessionEndpoint",
        "shareRefreshToken",
        "systemClock",
        "withBearer",
        "withServerDate",
      ]
    `)
  })
})

function namesOf(module: object): string[] {
  return Object.keys(module).toSorted()
}
