import { createCoordinator, TokenRequestError, withBearer } from '@everbearer/fetch'
import * as client from 'openid-client'
import type { Settings, Tokens } from '../settings.ts'

export async function createFetch({ api }: Settings, config: client.Configuration, tokens: Tokens): Promise<typeof fetch> {
  const auth = createCoordinator({
    source: {
      refresh: (refreshToken) => client.refreshTokenGrant(config, refreshToken).catch(rethrow),
    },
    origins: [new URL(api).origin],
  })
  await auth.setTokens(tokens)
  return withBearer(fetch, auth)
}

/** Says by the server's `error` whether the refresh token is dead. */
function rethrow(thrown: unknown): never {
  if (!(thrown instanceof client.ResponseBodyError)) throw thrown
  const { status, error } = thrown
  throw new TokenRequestError('The server rejected the refresh.', { status, error })
}
