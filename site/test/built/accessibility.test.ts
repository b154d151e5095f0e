import axe from 'axe-core'
import { afterAll, beforeEach, describe, expect, inject, it } from 'vitest'
import { type Engine, launchOrSkip, type Tab } from '../../../internal/browsers/index.ts'
import { type SiteServer, serveSite } from '../../build/serve-site.ts'
import { checkFrame, openFrame, search } from './frame.ts'

const { folder, base } = inject('site')

/** One page of each kind. */
const kinds = [
  '',
  'guide/stores',
  'reference/options',
  'generated/behaviour',
  'internals/architecture',
  'packages/axios',
  'api/',
  'api/core/',
  'api/core/interfaces/CoordinatorOptions',
]

let engine: Engine | undefined
let server: SiteServer | undefined
let tab: Tab
beforeEach(async ({ skip }) => {
  if (server !== undefined) return
  engine = await launchOrSkip('chromium', skip)
  server = await serveSite({ folder, base, port: 0 })
  tab = await engine.openTab(`${server.url}documentation`)
  await tab.evaluate(`window.axeSource = ${JSON.stringify(axe.source)}`)
})
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
})

describe.each(['light', 'dark'] as const)('a page in %s colours', (colours) => {
  describe.each([1280, 360])('that is %i px wide', (width) => {
    it.each(kinds)('/%s has no violation that axe finds, fits, and loads nothing from another host', async (path) => {
      await openFrame(tab, `${base}${path}`, width, colours)
      expect(await checkFrame(tab)).toEqual({ violations: [], isDark: colours === 'dark', overflow: 0, foreign: [] })
    })
  })
})

describe('the check of accessibility', () => {
  it('finds an image without a text, and text that is hard to read', async () => {
    await openFrame(tab, `${base}guide/stores`, 1280, 'light')
    await tab.evaluate(`document.querySelector('iframe').contentDocument.querySelector('main').insertAdjacentHTML('beforeend',
      '<img src="data:,"><p style="color: #ccc; background: #fff">pale</p><p style="width: 2000px">wide</p>')`)
    const { violations, overflow } = await checkFrame(tab)
    expect(violations).toEqual([expect.stringContaining('color-contrast'), expect.stringContaining('image-alt')])
    expect(overflow).toBeGreaterThan(0)
  })
})

describe('the search', () => {
  it('finds a page by a word of its text', async () => {
    await openFrame(tab, base, 1280, 'light')
    expect(await search(tab, 'compare-and-set')).toContain(`${base}guide/stores`)
  })
})
