import { OAuth2Client } from 'google-auth-library'
import type { Settings, Tokens } from '../settings.ts'

export function createFetch({ tokenEndpoint, clientId, clientSecret }: Settings, tokens: Tokens): typeof fetch {
  const client = new OAuth2Client({ clientId, clientSecret, endpoints: { oauth2TokenUrl: tokenEndpoint } })
  const { access_token, refresh_token, expires_in } = tokens
  client.setCredentials({ access_token, refresh_token, expiry_date: Date.now() + expires_in * 1000 })

  return async (input, init) => {
    const headers = new Headers(init?.headers)
    const authHeaders = await client.getRequestHeaders()
    for (const [name, value] of authHeaders) headers.set(name, value)
    return fetch(input, { ...init, headers })
  }
}
