import { refreshToken } from '@everbearer/oauth2'
import { createCoordinator, withBearer } from '@everbearer/ofetch'
import { type $Fetch, ofetch } from 'ofetch'
import type { Settings, Tokens } from '../settings.ts'

export async function createApi({ api: baseURL, tokenEndpoint, clientId }: Settings, tokens: Tokens): Promise<$Fetch> {
  const auth = createCoordinator({ source: refreshToken({ tokenEndpoint, clientId }), origins: [new URL(baseURL).origin] })
  await auth.setTokens(tokens)
  return withBearer(ofetch.create({ baseURL }), auth)
}
