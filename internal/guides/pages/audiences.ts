import { type AudienceCoordinator, createAudienceCoordinator } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { expect } from 'vitest'
import type { GuidePage } from '../guide-page.ts'

const client = { issuer: 'https://auth.example.com', clientId: 'my-client', clientSecret: 'my-secret' }

export const audiences: GuidePage = {
  path: 'docs/guide/audiences.md',
  blocks: {
    async 'without-an-adapter'({ world, run, printed }) {
      world.register()
      const auth: AudienceCoordinator = createAudienceCoordinator({
        source: () => clientCredentials(client),
        audiences: { 'https://stock.example.com': 'https://stock.example.com' },
      })
      const { stock, accessToken } = await run<{ stock: ReturnType<AudienceCoordinator['for']>; accessToken: string }>({ auth })
      expect(accessToken).not.toBe('')
      stock.invalidate()
      await stock.getToken()
      expect(printed).toEqual(['token 2 of stock'])
      auth.dispose()
    },
  },
}
