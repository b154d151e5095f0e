// The library before stays, as the source of tokens.
import { GoogleAuth, OAuth2Client } from 'google-auth-library'
import * as openid from 'openid-client'
import * as googleDefaults from '../google-auth-library/default-credentials.ts'
import * as openidSource from '../openid-client/as-source.ts'
import type { Settings, Tokens } from '../settings.ts'
import type { Send } from './call.ts'

export function openGoogleAuth({ api, tokenEndpoint, clientId, clientSecret }: Settings, tokens: Tokens): Send {
  const { access_token, refresh_token, expires_in } = tokens
  const authClient = new OAuth2Client({ clientId, clientSecret, endpoints: { oauth2TokenUrl: tokenEndpoint } })
  authClient.setCredentials({ access_token, refresh_token, expiry_date: Date.now() + expires_in * 1000 })
  return googleDefaults.createFetch(new GoogleAuth({ authClient }), api)
}

export async function openOpenidSource(settings: Settings, tokens: Tokens): Promise<Send> {
  const { issuer, clientId, clientSecret } = settings
  const execute = [openid.allowInsecureRequests]
  const config = await openid.discovery(new URL(issuer), clientId, clientSecret, undefined, { execute })
  return openidSource.createFetch(settings, config, tokens)
}
