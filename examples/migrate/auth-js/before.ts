import { Auth, type AuthConfig } from '@auth/core'
import type { Settings, Tokens } from '../settings.ts'

declare module '@auth/core/jwt' {
  interface JWT {
    access_token?: string
    expires_at?: number
    refresh_token?: string
    error?: 'RefreshTokenError'
  }
}

interface Site {
  readonly config: AuthConfig
  readonly load: (request: Request, url: string) => Promise<Response>
}

export function createSite({ tokenEndpoint, clientId, clientSecret }: Settings, secret: string): Site {
  const config: AuthConfig = {
    secret,
    trustHost: true,
    basePath: '/api/auth',
    providers: [], // Yours.
    callbacks: {
      async jwt({ token, account }) {
        if (account) {
          const { access_token, expires_at, refresh_token } = account
          return { ...token, access_token, expires_at, refresh_token } as typeof token
        }
        if (Date.now() < token.expires_at! * 1000) return token
        try {
          const response = await fetch(tokenEndpoint, {
            method: 'POST',
            body: new URLSearchParams({
              client_id: clientId,
              client_secret: clientSecret,
              grant_type: 'refresh_token',
              refresh_token: token.refresh_token!,
            }),
          })
          const tokensOrError = await response.json()
          if (!response.ok) throw tokensOrError
          const newTokens = tokensOrError as Tokens
          return {
            ...token,
            access_token: newTokens.access_token,
            expires_at: Math.floor(Date.now() / 1000 + newTokens.expires_in),
            refresh_token: newTokens.refresh_token ?? token.refresh_token,
          }
        } catch (error) {
          console.error('Error refreshing access_token', error)
          token.error = 'RefreshTokenError'
          return token
        }
      },
      session: ({ session, token }) => ({ ...session, access_token: token['access_token'], error: token['error'] }),
    },
  }

  return {
    config,
    async load(request, url) {
      // Next.js: const session = await auth()
      const response = await Auth(new Request(new URL('/api/auth/session', request.url), request), config)
      const session = (await response.json()) as { access_token: string; error?: string } | null
      if (session === null || session.error !== undefined) return new Response(null, { status: 401 })
      const { status, body } = await fetch(url, { headers: { Authorization: `Bearer ${session.access_token}` } })
      return new Response(body, { status, headers: response.headers.getSetCookie().map((cookie) => ['set-cookie', cookie]) })
    },
  }
}
