import { createCoordinator, withBearer } from '@everbearer/fetch'
import { refreshToken } from '@everbearer/oauth2'
import type { Settings, Tokens } from '../settings.ts'

export async function createFetch({ api, issuer, clientId, clientSecret }: Settings, tokens: Tokens): Promise<typeof fetch> {
  const auth = createCoordinator({
    source: refreshToken({ issuer, clientId, clientSecret }),
    origins: [new URL(api).origin],
  })
  await auth.setTokens(tokens)
  return withBearer(fetch, auth)
}
