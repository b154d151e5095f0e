import { createAlova, type Method } from 'alova'
// @ts-expect-error -- the types of alova/client are not found with NodeNext
import { createServerTokenAuthentication } from 'alova/client'
import adapterFetch from 'alova/fetch'
import type { Settings, Tokens } from '../settings.ts'

export function createApi({ api: baseURL, tokenEndpoint, clientId }: Settings, tokens: Tokens) {
  let current = tokens

  const { onAuthRequired, onResponseRefreshToken } = createServerTokenAuthentication({
    assignToken: (method: Method) => {
      method.config.headers['Authorization'] = `Bearer ${current.access_token}`
    },
    refreshTokenOnSuccess: {
      isExpired: (response: Response) => response.status === 401,
      handler: async () => {
        const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: current.refresh_token, client_id: clientId })
        const response = await fetch(tokenEndpoint, { method: 'POST', body })
        if (!response.ok) throw new Error('Please sign in.')
        current = (await response.json()) as Tokens
      },
    },
  })

  return createAlova({
    baseURL,
    requestAdapter: adapterFetch(),
    beforeRequest: onAuthRequired(),
    responded: onResponseRefreshToken((response: Response) => {
      if (!response.ok) throw new Error(response.statusText)
      return response.json()
    }),
  })
}
