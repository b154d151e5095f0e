import { createCoordinator, withBearer } from '@everbearer/fetch'
import { refreshToken } from '@everbearer/oauth2'
import { createAlova } from 'alova'
import adapterFetch from 'alova/fetch'
import type { Settings, Tokens } from '../settings.ts'

export async function createApi({ api: baseURL, tokenEndpoint, clientId }: Settings, tokens: Tokens) {
  const auth = createCoordinator({ source: refreshToken({ tokenEndpoint, clientId }), origins: [new URL(baseURL).origin] })
  await auth.setTokens(tokens)

  return createAlova({
    baseURL,
    requestAdapter: adapterFetch({ customFetch: withBearer(fetch, auth) }),
    responded: (response: Response) => {
      if (!response.ok) throw new Error(response.statusText)
      return response.json()
    },
  })
}
