import { camelCase, createCoordinator, withBearer } from '@everbearer/axios'
import axios, { type AxiosInstance } from 'axios'
import type { Tokens } from '../settings.ts'

/** @param refreshEndpoint - takes `{ refreshToken }`, and responds with `{ accessToken, refreshToken, expiresIn }` */
export async function createApi(baseURL: string, refreshEndpoint: string, tokens: Tokens): Promise<AxiosInstance> {
  const auth = createCoordinator({
    source: {
      refresh: (refreshToken, { signal }) =>
        fetch(refreshEndpoint, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ refreshToken }),
          signal,
        }),
    },
    map: camelCase,
    origins: [new URL(baseURL).origin],
  })
  await auth.setTokens(tokens)
  return withBearer(axios.create({ baseURL }), auth)
}
