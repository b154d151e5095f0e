import { createCoordinator, withBearer } from '@everbearer/axios'
import { refreshToken } from '@everbearer/oauth2'
import axios, { type AxiosInstance } from 'axios'
import type { Settings, Tokens } from '../settings.ts'

export async function createApi({ api: baseURL, tokenEndpoint, clientId }: Settings, tokens: Tokens): Promise<AxiosInstance> {
  const auth = createCoordinator({ source: refreshToken({ tokenEndpoint, clientId }), origins: [new URL(baseURL).origin] })
  await auth.setTokens(tokens)
  return withBearer(axios.create({ baseURL }), auth)
}
