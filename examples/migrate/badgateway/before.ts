import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'
import type { Settings } from '../settings.ts'

export function createFetch({ issuer, tokenEndpoint, clientId, clientSecret }: Settings): OAuth2Fetch['fetch'] {
  const client = new OAuth2Client({
    server: issuer,
    tokenEndpoint,
    clientId,
    clientSecret,
    authenticationMethod: 'client_secret_post',
  })
  const fetchWrapper = new OAuth2Fetch({
    client,
    getNewToken: () => client.clientCredentials(),
  })
  return (input, init) => fetchWrapper.fetch(input, init)
}
