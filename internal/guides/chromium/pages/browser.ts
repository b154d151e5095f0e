import { expect, vi } from 'vitest'
import { comesTo, fetchWithToken, rejectsWith, sends } from '../checks.ts'
import type { ChromiumPage } from '../chromium-page.ts'

const orders = 'https://api.example.com/orders'

export const browser: ChromiumPage = {
  path: 'docs/guide/browser.md',
  blocks: {
    async 'one-page'({ world, site, open }) {
      const tab = await open()
      await sends(tab, 'block.api', orders)
      await tab.evaluate('block.cookieSet()')
      await sends(tab, 'block.api', orders)
      expect(site.requests).toEqual(['POST /session/token', 'POST /session/token'])

      const { access_token: token } = await world.logIn('page')
      await tab.evaluate(`block.loggedIn({ access_token: '${token}' })`)
      await sends(tab, 'block.api', orders)
      expect(world.testbed.requests.at(-1)).toMatchObject({ clientId: 'page' })

      await tab.evaluate('block.logOut()')
      expect(site.requests.slice(2)).toEqual(['DELETE /session'])
      await rejectsWith(tab, `block.api('${orders}')`, 'ERR_SESSION_ENDED')

      site.signedIn = false
      const visitor = await open()
      await visitor.evaluate(`block.api('${orders}').catch(() => {})`).catch(() => {})
      await comesTo(visitor, '/login')
    },
    async 'one-token-for-all-tabs'({ site, open }) {
      site.fields = (json) => ({ ...json, user: 'alice' })
      const tabs = [await open(), await open()]
      for (const tab of tabs) await sends(tab, fetchWithToken, '/orders')
      expect(site.requests).toEqual(['POST /session/token'])
    },
    async 'the-endpoint'({ site, open }) {
      await sends(await open(), fetchWithToken, '/orders')
      expect(site.requests).toEqual(['POST /session/refresh'])
    },
    async 'pages-for-visitors'({ world, site, open }) {
      site.signedIn = false
      const tab = await open()
      await sends(tab, fetchWithToken, 'https://shop.example.com/health')
      expect(world.testbed.requests[0]?.headers).not.toHaveProperty('authorization')
    },
    async 'the-status-of-the-session'({ open }) {
      const tab = await open()
      await tab.evaluate(`(() => {
        const auth = tools.createCoordinator({ source: tools.sessionEndpoint('/session/token'), origins: 'same-origin' })
        globalThis.shown = []
        // Renders again at each change, as React does.
        globalThis.useSyncExternalStore = (subscribe, getSnapshot) => {
          subscribe(() => shown.at(-1) !== getSnapshot() && shown.push(getSnapshot()))
          return getSnapshot()
        }
        shown.push(block.createUseStatus(auth)())
        block.start(auth)
      })()`)
      await vi.waitFor(async () => expect(await tab.evaluate('shown')).toEqual(['unknown', 'active']))
    },
  },
}
