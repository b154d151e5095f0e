import { createCoordinator, withBearer } from '@everbearer/fetch'
import * as client from 'openid-client'
import type { Settings, Tokens } from '../settings.ts'

export async function createFetch({ api }: Settings, config: client.Configuration, tokens: Tokens): Promise<typeof fetch> {
  const auth = createCoordinator({
    source: { refresh: (refreshToken) => client.refreshTokenGrant(config, refreshToken) },
    origins: [new URL(api).origin],
  })
  await auth.setTokens(tokens)
  return withBearer(fetch, auth)
}
