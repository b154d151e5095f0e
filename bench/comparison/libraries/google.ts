import { Readable } from 'node:stream'
import { OAuth2Client } from 'google-auth-library'
import type { Account, Client, Library, Request } from './library.ts'

/** Refreshes by a refresh token, as a Google client does for a user. */
function open({ tokenEndpoint, clientId, clientSecret, refreshToken }: Account): Client {
  const auth = new OAuth2Client({
    clientId,
    clientSecret,
    endpoints: { oauth2TokenUrl: tokenEndpoint },
    credentials: { refresh_token: refreshToken },
    // Else a 401 refreshes nothing while the token's lifetime is known.
    forceRefreshOnFailure: true,
    // Uses the platform's fetch, as all others do.
    transporterOptions: { fetchImplementation: (input, init) => fetch(input, init) },
  })
  return {
    send: async ({ url, payload, isStream, signal }: Request) => {
      const data = isStream === true ? Readable.from([JSON.stringify(payload)]) : payload
      const request = { url, headers: {}, ...(signal !== undefined && { signal }) }
      const { status } = await auth.request(data === undefined ? { ...request, method: 'GET' } : { ...request, method: 'POST', data })
      return status
    },
    switchUser: (access_token) => auth.setCredentials({ access_token, expiry_date: Date.now() + 3_600_000 }),
    logOut: () => auth.setCredentials({}),
  }
}

export const google: Library = {
  name: 'google-auth-library',
  packageName: 'google-auth-library',
  ways: [{ name: 'OAuth2Client', open }],
}
