import { comesTo, sends } from '../checks.ts'
import type { ChromiumPage } from '../chromium-page.ts'

export const readme: ChromiumPage = {
  path: 'README.md',
  blocks: {
    async 'everbearer 2'({ world, site, open }) {
      const tab = await open()
      await sends(tab, 'block.api', '/orders')
      site.signedIn = false
      world.testbed.revokeAccessTokens()
      await tab.evaluate(`block.api('/orders').catch(() => {})`).catch(() => {})
      await comesTo(tab, '/login')
    },
  },
}
