import { createCoordinator, withBearer } from '@everbearer/fetch'
import type { GoogleAuth } from 'google-auth-library'

/** @param google - new GoogleAuth({ scopes: … }), with the credentials of the machine or of a service account */
export function createFetch(google: GoogleAuth, api: string): typeof fetch {
  let last: string | null | undefined
  const auth = createCoordinator({
    source: async () => {
      const client = await google.getClient()
      // The coordinator wants another token than the last one, which the client may still take for a good one.
      if (client.credentials.access_token === last) client.setCredentials({ ...client.credentials, expiry_date: 1 })
      const { token } = await client.getAccessToken()
      last = token
      return { access_token: token!, expires_at: client.credentials.expiry_date! }
    },
    origins: [new URL(api).origin],
  })
  return withBearer(fetch, auth)
}
