import { comesTo, fetchWithToken, sends } from '../checks.ts'
import { expect } from 'vitest'
import type { ChromiumPage } from '../chromium-page.ts'

export const login: ChromiumPage = {
  path: 'docs/guide/login.md',
  blocks: {
    async 'a-login-in-a-browser'({ world, open }) {
      const redirectUris = ['https://app.example.com/callback']
      world.testbed.registerClient({ clientId: 'my-app', authentication: 'none', refreshTokens: true, redirectUris })
      const tab = await open()
      await tab.evaluate('block.begin()').catch(() => {})
      const isBack = async (): Promise<boolean> => (await tab.evaluate<string>('location.pathname').catch(() => '')) === '/callback'
      await expect.poll(isBack, { timeout: 10_000 }).toBe(true)
      await expect.poll(() => tab.evaluate('typeof block'), { timeout: 10_000 }).toBe('object')
      await tab.evaluate('block.finish()')
      await comesTo(tab, '/')
      await sends(tab, fetchWithToken, 'https://api.example.com/orders')
      expect(await tab.evaluate('sessionStorage.length')).toBe(0)
    },
  },
}
