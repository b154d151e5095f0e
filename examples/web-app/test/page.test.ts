import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from '../../../internal/runtimes/launch-chromium.ts'
import { missing } from '../../../internal/runtimes/test/missing.ts'
import { type Site, startSite } from './site.ts'
import { type Browser, createUser, type Tab, type User } from './tabs.ts'

const chromium = findChromium()

const timeout = 60_000

describe.skipIf(chromium === undefined)('the page', { timeout }, () => {
  let browser: Browser
  let site: Site
  let user: User
  let tab: Tab
  beforeAll(async () => {
    browser = await launchChromium(chromium!, [])
    site = await startSite(300, 'served by Vite')
  })
  afterAll(async () => {
    await browser.close()
    await site[Symbol.asyncDispose]()
  })
  beforeEach(async () => {
    user = await createUser(browser, site)
    tab = await user.newTab()
    site.forget()
  })
  afterEach(() => user[Symbol.asyncDispose]())
  const refreshes = (): number => site.testbed.counts().byGrant['refresh_token'] ?? 0

  async function signIn(name = 'alice'): Promise<void> {
    await tab.open('/login')
    await tab.logIn(name)
    await tab.shows(name)
  }

  it('leads a visitor to the login once, and shows the data after it, with one token', async () => {
    await tab.open()
    await tab.isAtLogin()
    await tab.logIn('alice')
    await tab.shows('alice')
    expect(tab.requests('/login').map(({ method }) => method)).toEqual(['GET', 'POST'])
    // One says that nobody is signed in, one gives the token: StrictMode mounts twice and costs no request.
    expect(tab.requests('/session/token').map(({ status }) => status)).toEqual([401, 200])
    expect(refreshes()).toBe(1)
    expect(tab.seen.join()).not.toMatch(/failed|status/)
  })

  it('shows no error if the API rejects the token', async () => {
    await signIn()
    site.testbed.revokeAccessTokens()
    await tab.click('Refresh')
    await expect.poll(() => tab.requests('/api/orders').map(({ status }) => status)).toEqual(expect.arrayContaining([401, 200]))
    await tab.click('Refresh')
    await tab.shows('alice')
    expect(refreshes()).toBe(2)
    expect(tab.seen.join()).not.toContain('status')
  })

  it('goes to the login once if the session has ended, however many requests find that out', async () => {
    await signIn()
    site.testbed.revokeRefreshTokens()
    site.testbed.revokeAccessTokens()
    await tab.click('Refresh')
    await tab.isAtLogin()
    await tab.logIn('alice')
    await tab.shows('alice')
    expect(tab.requests('/login').map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST'])
    expect(tab.requests('/session/token').map(({ status }) => status)).toEqual([200, 401, 200])
  })

  it("shows the next user's data if only the cookie has changed", async () => {
    await signIn()
    await user.logInElsewhere('bob')
    site.testbed.revokeAccessTokens()
    // The profile arrives last: until then, the page has only the orders of Bob.
    const last = await tab.hold('/api/profile')
    await tab.click('Refresh')
    await tab.page.getByText('apples for bob').waitFor()
    last.release()
    await tab.shows('bob')
    expect(tab.seen.filter((text) => text.includes('alice') && text.includes('bob'))).toEqual([])
    expect(tab.requests('/login')).toHaveLength(2)
  })

  it('keeps its coordinator and its token through hot updates', async () => {
    await signIn()
    await tab.page.evaluate(`import('/src/auth.ts').then(({ auth }) => (globalThis.first = auth))`)
    const updated = tab.page.waitForRequest(/\/src\/auth\.ts\?t=/)
    await site.edit('src/auth.ts', (source) => `${source}\n// changed\n`)
    const url = (await updated).url()
    expect(await tab.page.evaluate(`import('${url}').then(({ auth }) => auth === globalThis.first)`)).toBe(true)

    await site.edit('src/app.tsx', (source) => source.replace('Refresh', 'Reload'))
    await tab.click('Reload')
    await tab.click('Reload')
    await tab.shows('alice')
    expect(refreshes()).toBe(1)
    // The page has not been loaded anew.
    expect(await tab.page.evaluate('first !== undefined')).toBe(true)
  })
})

describe.skipIf(chromium === undefined)('the built page, with tokens of two seconds', { timeout }, () => {
  it('shows no error while tokens expire', async () => {
    const browser = await launchChromium(chromium!, [])
    try {
      await using site = await startSite(2, 'built')
      const tab = await (await createUser(browser, site)).newTab()
      await tab.open('/login')
      await tab.logIn('alice')
      await tab.shows('alice')
      const refreshes = (): number => site.testbed.counts().byGrant['refresh_token'] ?? 0
      await expect
        .poll(
          async () => {
            await tab.click('Refresh')
            return refreshes()
          },
          { interval: 100 },
        )
        .toBeGreaterThan(2)
      await tab.shows('alice')
      expect(tab.requests('/login')).toHaveLength(2)
      expect(tab.requests('/api/orders').length).toBeGreaterThan(5)
      expect(tab.requests('/api/orders').filter(({ status }) => status === 401)).toEqual([])
      expect(tab.seen.join()).not.toContain('status')
    } finally {
      await browser.close()
    }
  })
})

it('Chromium is on this machine', ({ skip }) => {
  expect(chromium ?? missing('Chromium', skip)).toBeTypeOf('string')
})
