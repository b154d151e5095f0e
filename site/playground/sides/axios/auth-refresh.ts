import { create } from 'axios'
import { createAuthRefresh } from 'axios-auth-refresh'
import type { IssuedTokens } from '../../server/account.ts'
import type { OpenSide } from '../side.ts'
import { tokensFrom } from '../tokens-from.ts'

export const open: OpenSide = ({ api, requestToken }) => {
  const client = create({ baseURL: api })
  let tokens: IssuedTokens

  client.interceptors.request.use((config) => {
    config.headers.set('Authorization', `Bearer ${tokens.access_token}`)
    return config
  })

  // Its types are those of axios's CommonJS copy.
  createAuthRefresh(client as never, async () => {
    tokens = await tokensFrom(await requestToken(tokens.refresh_token))
  })

  return {
    signIn: (next) => void (tokens = next),
    get: async (path) => (await client.get<unknown>(path)).data,
  }
}
