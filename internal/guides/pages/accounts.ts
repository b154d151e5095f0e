import { type Coordinator, withBearer } from '@everbearer/fetch'
import { clientCredentials, refreshToken } from '@everbearer/oauth2'
import { expect } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'
import type { Tokens } from '../open-world.ts'

const issuer = 'https://auth.example.com'

interface Login {
  readonly auth: Coordinator
  loggedIn: (tokens: Tokens) => Promise<void>
  loggedOut: () => Promise<void>
}

export const accounts: GuidePage = {
  path: 'docs/guide/accounts.md',
  blocks: {
    async 'a-pool'({ world, run }) {
      const tenants = ['acme', 'ajax'].map((clientId) => world.testbed.registerClient({ clientId }))
      const { catalogs } = await run<{ catalogs: (tenant: { id: string; secret: string }) => Promise<Response> }>()
      for (const { clientId, clientSecret } of tenants) await catalogs({ id: clientId, secret: clientSecret })
      expect(world.testbed.requests.map(({ clientId, url }) => `${clientId} ${url}`)).toEqual(['acme /catalogs', 'ajax /catalogs'])
    },
    async 'one-client-for-many-accounts'({ world, run }) {
      const { clientId, clientSecret } = world.testbed.registerClient({ clientId: 'acme' })
      await run({ sourceFor: (tenant: string) => clientCredentials({ issuer, clientId: tenant, clientSecret }) })
      expect(world.testbed.requests).toMatchObject([{ clientId, url: '/orders', status: 200 }])
    },
    'users-who-log-in': {
      rejections: [401],
      async check({ world, run }) {
        const tokens = await world.logIn('web-app')
        const { auth, loggedIn, loggedOut } = await run<Login>()
        await loggedIn(tokens)
        await send(auth)
        world.testbed.revokeAccessTokens()
        await send(auth)
        expect(world.served).toEqual(['GET /orders 200', 'GET /orders 401', 'GET /orders 200'])
        await loggedOut()
        await expect(send(auth)).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
      },
    },
    async 'one-login-for-several-audiences'({ world, run }) {
      const tokens = await world.logIn('web-app')
      const sourceFor = (audience: string) =>
        refreshToken({ issuer, clientId: 'web-app', refreshToken: tokens.refresh_token, parameters: { audience } })
      const { orders, stock } = await run<{ orders: Coordinator; stock: Coordinator }>({ sourceFor })
      await Promise.all([withBearer(fetch, orders)('https://orders.example.com/'), withBearer(fetch, stock)('https://stock.example.com/')])
      expect(world.testbed.counts('web-app')).toMatchObject({ apiOk: 2, spentRefreshTokens: 0, byGrant: { refresh_token: 2 } })
    },
  },
}
