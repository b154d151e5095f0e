import { createCoordinator, withBearer } from '@everbearer/fetch'
import { clientCredentials } from '@everbearer/oauth2'
import type { Settings } from '../settings.ts'

export function createFetch({ api, tokenEndpoint, clientId, clientSecret }: Settings): typeof fetch {
  const auth = createCoordinator({
    source: clientCredentials({ tokenEndpoint, clientId, clientSecret }),
    origins: [new URL(api).origin],
  })
  return withBearer(fetch, auth)
}
