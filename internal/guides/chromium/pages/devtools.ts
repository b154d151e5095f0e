import { expect, vi } from 'vitest'
import { sends } from '../checks.ts'
import type { ChromiumPage } from '../chromium-page.ts'

/** The text of the page, shadow roots included. */
const text = `(function read(root) {
  return Array.from(root.querySelectorAll('*'), (element) => (element.shadowRoot ? read(element.shadowRoot) : '')).join('') + root.textContent
})(document)`

export const devtools: ChromiumPage = {
  path: 'docs/guide/devtools.md',
  blocks: {
    async devtools({ open }) {
      const tab = await open()
      await tab.evaluate(`(() => {
        globalThis.auth = tools.createCoordinator({ source: tools.sessionEndpoint('/session/token'), origins: 'same-origin' })
        block.develop(auth)
      })()`)
      await vi.waitFor(async () => expect(await tab.evaluate(text)).toMatch(/Everbearer/i))
      await sends(tab, 'tools.withBearer(fetch, auth)', '/orders')
    },
    async 'the-time-line-alone'({ open }) {
      const tab = await open()
      await tab.evaluate(`(() => {
        const place = document.body.appendChild(document.createElement('div'))
        const lanes = [{ id: '1', label: 'GET https://api.example.com', from: 0, to: 80, outcome: 'ok', segments: [] }]
        const data = { now: 100, lanes, refreshes: [], sessions: [], tokens: [], marks: [] }
        globalThis.remove = block.show(place, data)
      })()`)
      const drawn = `document.querySelector('body > div').childElementCount`
      await vi.waitFor(async () => expect(await tab.evaluate(drawn)).toBe(1))
      await tab.evaluate('remove()')
      expect(await tab.evaluate(drawn)).toBe(0)
    },
  },
}
