import { once } from 'node:events'
import type { Coordinator, TokenSource } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import type { AxiosInstance } from 'axios'
import type { KyInstance } from 'ky'
import type { $Fetch } from 'ofetch'
import { expect, vi } from 'vitest'
import { createAuth, send, sendFrom } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

const host = 'https://id.example.com'

export const recipes: GuidePage = {
  path: 'docs/guide/recipes.md',
  blocks: {
    'the-server-is-keycloak': {
      issuer: `${host}/realms/shop`,
      async check({ world, run }) {
        world.register()
        const { today, before17 } = await run<{ today: TokenSource; before17: TokenSource }>()
        await sendFrom(today)
        await using old = await world.withIssuer(`${host}/auth/realms/shop`)
        old.register()
        await sendFrom(before17)
        expect([world.served, old.served]).toEqual([['GET /orders 200'], ['GET /orders 200']])
      },
    },
    'both-tokens-die-of-idleness': {
      issuer: `${host}/realms/korusticket`,
      rejections: [401],
      async check({ world, run }) {
        world.register({ refreshTokens: true })
        const { korusticket } = await run<{ korusticket: AxiosInstance }>()
        expect((await korusticket.get('/orders')).status).toBe(200)
        world.testbed.revokeAccessTokens()
        expect((await korusticket.get('/orders')).status).toBe(200)
        // An idle hour later, both tokens are dead.
        world.testbed.revokeAccessTokens()
        world.testbed.revokeRefreshTokens()
        expect((await korusticket.get('/orders')).status).toBe(200)
        expect(world.testbed.counts().byGrant).toEqual({ client_credentials: 2, refresh_token: 1 })
      },
    },
    async 'several-environments'({ world, run }) {
      world.register()
      const { connect } = await run<{ connect: (issuer: string, api: string) => KyInstance }>()
      const api = connect('https://auth.example.com', 'https://api.example.com')
      expect((await api('orders')).status).toBe(200)
    },
    'a-rate-limit-and-no-refresh-token': {
      issuer: `${host}/auth/realms/prod`,
      async check({ world, run }) {
        world.register({ authentication: 'client_secret_basic' })
        const { conundra } = await run<{ conundra: typeof fetch }>()
        expect((await conundra('https://api.example.com/orders')).status).toBe(200)
      },
    },
    'a-users-name-and-password': {
      issuer: `${host}/auth/realms/api`,
      async check({ world, run }) {
        await world.logIn('apiclient')
        const { oli } = await run<{ oli: $Fetch }>()
        expect(await oli('/orders')).toMatchObject({ url: '/orders' })
      },
    },
    'a-403-means-a-dead-token': {
      rejections: [403],
      async check({ world, run }) {
        world.register()
        const source = clientCredentials({ issuer: world.testbed.issuer, clientId: 'my-client', clientSecret: 'my-secret' })
        const { auth } = await run<{ auth: Coordinator }>({ source })
        await send(auth, 'https://api.example.com/orders?reject=1&challenge=forbidden')
        expect(world.testbed.counts().tokenResponses).toBe(2)
      },
    },
    async 'a-websocket-or-a-signed-link'({ world, run }) {
      world.register()
      const { open } = await run<{ open: (auth: Coordinator) => Promise<WebSocket> }>()
      const messages: string[] = []
      world.network.onSocket = (socket) => socket.on('message', (data: Buffer) => messages.push(data.toString()))
      const auth = createAuth()
      const socket = await open(auth)
      await vi.waitFor(() => expect(messages).toHaveLength(1))
      const { accessToken } = await auth.getToken()
      expect(JSON.parse(messages[0] ?? '')).toEqual({ token: accessToken })
      socket.close()
      await once(socket, 'close')
    },
  },
}
