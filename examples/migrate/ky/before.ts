import ky, { type KyInstance } from 'ky'
import type { Settings, Tokens } from '../settings.ts'

export function createApi({ api: prefix, tokenEndpoint, clientId }: Settings, tokens: Tokens): KyInstance {
  let current = tokens
  let pending: Promise<void> | undefined

  async function requestTokens(): Promise<void> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: current.refresh_token, client_id: clientId })
    current = await ky.post(tokenEndpoint, { body }).json<Tokens>()
  }

  async function refreshToken(): Promise<string> {
    pending ??= requestTokens().finally(() => (pending = undefined))
    await pending
    return current.access_token
  }

  return ky.create({
    prefix,
    retry: { statusCodes: [401], delay: () => 0 },
    hooks: {
      beforeRequest: [({ request }) => request.headers.set('Authorization', `Bearer ${current.access_token}`)],
      beforeRetry: [async ({ request }) => request.headers.set('Authorization', `Bearer ${await refreshToken()}`)],
    },
  })
}
