import { createCoordinator, withBearer } from '@everbearer/ky'
import { refreshToken } from '@everbearer/oauth2'
import ky, { type KyInstance } from 'ky'
import type { Settings, Tokens } from '../settings.ts'

export async function createApi({ api: prefix, tokenEndpoint, clientId }: Settings, tokens: Tokens): Promise<KyInstance> {
  const auth = createCoordinator({ source: refreshToken({ tokenEndpoint, clientId }), origins: [new URL(prefix).origin] })
  await auth.setTokens(tokens)
  return withBearer(ky.create({ prefix }), auth)
}
