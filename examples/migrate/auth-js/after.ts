import { randomUUID } from 'node:crypto'
import type { AuthConfig } from '@auth/core'
import { getToken } from '@auth/core/jwt'
import { createCoordinator, createCoordinatorPool, SessionEndedError, type TokenStore, withBearer } from '@everbearer/fetch'
import { refreshToken } from '@everbearer/oauth2'
import type { Settings } from '../settings.ts'

interface Site {
  readonly config: AuthConfig
  readonly load: (request: Request, url: string) => Promise<Response>
}

/** @param storeOf - gives the store of one session, which all processes of the server share */
export function createSite(settings: Settings, secret: string, storeOf: (key: string) => TokenStore): Site {
  const { api, tokenEndpoint, clientId, clientSecret } = settings
  const sessions = createCoordinatorPool(
    (key: string) => key,
    (key) =>
      createCoordinator({
        source: refreshToken({ tokenEndpoint, clientId, clientSecret }),
        origins: [new URL(api).origin],
        store: storeOf(key),
      }),
    { idle: 15 * 60_000 },
  )
  const fetchApi = withBearer(fetch, sessions)

  return {
    config: {
      secret,
      trustHost: true,
      basePath: '/api/auth',
      providers: [], // Yours.
      callbacks: {
        async jwt({ token, account }) {
          if (!account) return token
          const key = randomUUID()
          await sessions.for(key).setTokens({ ...account, access_token: account.access_token! })
          return { ...token, key }
        },
      },
    },
    async load(request, url) {
      const token = await getToken({ req: request, secret })
      if (token === null) return new Response(null, { status: 401 })
      try {
        const { status, body } = await fetchApi(url, { bearer: sessions.for(String(token['key'])) })
        return new Response(body, { status })
      } catch (error) {
        if (error instanceof SessionEndedError) return new Response(null, { status: 401 })
        throw error
      }
    },
  }
}
