import { expect } from 'vitest'
import { fetchWithToken, sends } from '../checks.ts'
import type { ChromiumPage } from '../chromium-page.ts'

export const dpop: ChromiumPage = {
  path: 'docs/guide/dpop.md',
  blocks: {
    async 'which-key 2'({ world, open }) {
      await world.logIn('my-app')
      const tab = await open()
      // A login whose tokens are bound to the key of the page.
      await tab.evaluate(`(async () => {
        const endpoint = 'https://auth.example.com/token'
        const body = new URLSearchParams({ grant_type: 'password', client_id: 'my-app', username: 'someone', password: 'a password' })
        const key = tools.indexedDbKey({ name: 'my-app' })
        const response = await key.tokenRequest(endpoint, (headers) => fetch(endpoint, { method: 'POST', headers, body }))
        await block.auth.setTokens(await response.json())
      })()`)
      await tab.evaluate('block.auth.invalidate()')
      await sends(tab, fetchWithToken, 'https://api.example.com/orders')
      expect(world.testbed.requests).toMatchObject([{ status: 200, headers: { authorization: 'DPoP' } }])
      expect(await tab.evaluate(`indexedDB.databases().then((all) => all.length)`)).toBe(1)
    },
  },
}
