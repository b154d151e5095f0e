import { type Coordinator, withBearer } from '@everbearer/fetch'
import type { AuthorizationCode } from '@everbearer/oauth2'
import { followLogin } from '@everbearer/testing/server'
import { expect } from 'vitest'
import { createAuth } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

const redirectUri = 'https://app.example.com/callback'

export const stepUp: GuidePage = {
  path: 'docs/guide/step-up.md',
  blocks: {
    'step-up': {
      rejections: [401],
      async check({ world, run }) {
        world.testbed.registerClient({ clientId: 'my-app', authentication: 'none', refreshTokens: true, redirectUris: [redirectUri] })
        const logInByPopUp = (url: string): Promise<string> => followLogin(url, redirectUri)
        const { auth, login } = await run<{ auth: Coordinator; login: AuthorizationCode }>({ logInByPopUp })
        const { url, pending } = await login.begin()
        await auth.setTokens(await login.finish(await logInByPopUp(url), pending))
        const { status } = await withBearer(fetch, auth)('https://api.example.com/orders?acr_values=gold')
        expect(status).toBe(200)
        expect(world.served).toEqual(['GET /orders?acr_values=gold 401', 'GET /orders?acr_values=gold 200'])
      },
    },
    'more-scopes': {
      rejections: [403],
      async check({ world, run }) {
        world.register()
        world.register({ clientId: 'my-service' })
        const { auth } = await run<{ auth: Coordinator }>({ user: createAuth() })
        const api = withBearer(fetch, auth)
        for (const scope of ['payments', 'orders+payments']) {
          expect((await api(`https://payments.example.com/?scope=${scope}`)).status).toBe(200)
        }
        expect(world.served).toEqual(['GET /?scope=payments 403', 'GET /?scope=payments 200', 'GET /?scope=orders+payments 200'])
      },
    },
  },
}
