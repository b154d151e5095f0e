import { type $Fetch, ofetch } from 'ofetch'
import type { Settings, Tokens } from '../settings.ts'

export function createApi({ api: baseURL, tokenEndpoint, clientId }: Settings, tokens: Tokens): $Fetch {
  let current = tokens
  let pending: Promise<void> | undefined

  async function requestTokens(): Promise<void> {
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: current.refresh_token, client_id: clientId })
    current = await ofetch<Tokens>(tokenEndpoint, { method: 'POST', body })
  }

  return ofetch.create({
    baseURL,
    retry: 1,
    retryStatusCodes: [401],
    onRequest({ options }) {
      options.headers.set('Authorization', `Bearer ${current.access_token}`)
    },
    async onResponseError({ response }) {
      if (response.status !== 401) return
      pending ??= requestTokens().finally(() => (pending = undefined))
      await pending
    },
  })
}
