import { expect } from 'vitest'
import { fetchWithToken, sends } from '../checks.ts'
import type { ChromiumPage } from '../chromium-page.ts'

export const faq: ChromiumPage = {
  path: 'docs/guide/faq.md',
  blocks: {
    async 'axios-interceptor-retry-request-after-refresh-token'({ world, site, open }) {
      const tab = await open()
      expect(await tab.evaluate(`block.api.get('/orders').then(({ status }) => status)`)).toBe(200)
      world.testbed.revokeAccessTokens()
      expect(await tab.evaluate(`block.api.get('/orders').then(({ status }) => status)`)).toBe(200)
      expect(site.requests).toEqual(['POST /session/token', 'POST /session/token'])
    },
    async 'ky-refresh-token-afterresponse'({ world, open }) {
      await sends(await open(), 'block.api', 'orders')
      expect(world.served).toEqual(['GET /api/orders 200'])
    },
    async 'fetch-wrapper-refresh-token'({ open }) {
      await sends(await open(), 'block.api', '/orders')
    },
    async 'token-refresh-multiple-tabs'({ site, open }) {
      const tabs = [await open(), await open()]
      await Promise.all(tabs.map((tab) => sends(tab, fetchWithToken, '/orders')))
      expect(site.requests).toEqual(['POST /session/token'])
    },
  },
}
