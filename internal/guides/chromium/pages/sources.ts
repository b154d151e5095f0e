import { expect } from 'vitest'
import { fetchWithToken, sends } from '../checks.ts'
import type { ChromiumPage } from '../chromium-page.ts'

const orders = 'https://api.example.com/orders'
const fetchFrom = (source: string): string =>
  `tools.withBearer(fetch, tools.createCoordinator({ source: ${source}, origins: ['https://api.example.com'] }))`

export const sources: ChromiumPage = {
  path: 'docs/reference/sources.md',
  blocks: {
    async types({ open }) {
      const tab = await open()
      await tab.evaluate(`(() => {
        localStorage.setItem('refresh-token', 'a refresh token')
        globalThis.refreshSession = async (refreshToken) => {
          globalThis.presented = refreshToken
          return (await fetch('/session/token', { method: 'POST' })).json()
        }
      })()`)
      await sends(tab, fetchFrom('block.source'), orders)
      expect(await tab.evaluate('presented')).toBe('a refresh token')
    },
    async 'session-endpoints'({ site, open }) {
      const tab = await open()
      await sends(tab, fetchWithToken, orders)
      site.signedIn = false
      site.signedOutStatus = 419
      await tab.evaluate('block.auth.invalidate()')
      const end = `${fetchWithToken}('${orders}').then(() => 'sent', (error) => error.code)`
      expect(await tab.evaluate(end)).toBe('ERR_SESSION_ENDED')
    },
    async 'other-names-for-the-fields'({ site, open }) {
      const tab = await open()
      site.fields = ({ access_token: accessToken, expires_in: expiresIn }) => ({ accessToken, expiresIn })
      await sends(tab, fetchFrom('block.camel'), orders)
      site.fields = ({ access_token: jwt }) => ({ jwt, validUntil: new Date(Date.now() + 60_000).toISOString() })
      await sends(tab, fetchFrom('block.named'), orders)
      site.fields = ({ access_token: token, expires_in: ttl }) => ({ data: { token, ttl } })
      await sends(tab, fetchFrom('block.nested'), orders)
    },
  },
}
