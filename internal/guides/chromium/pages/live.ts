import { expect, vi } from 'vitest'
import type { ChromiumPage } from '../chromium-page.ts'

export const live: ChromiumPage = {
  path: 'docs/guide/live.md',
  blocks: {
    async 'live-connections'({ site, open }) {
      site.fields = (json) => ({ ...json, expires_in: 2 })
      const tab = await open()
      // The first call waits for the token, and the second uses the token.
      for (let call = 0; call < 2; call++) await tab.evaluate('block.auth.getToken()')
      // No request follows.
      await vi.waitFor(() => expect(site.requests).toHaveLength(2), { timeout: 10_000 })
    },
  },
}
