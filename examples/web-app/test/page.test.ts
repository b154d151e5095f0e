import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findChromium, launchChromium } from '../../../internal/runtimes/launch-chromium.ts'
import { missing } from '../../../internal/runtimes/test/missing.ts'
import { type ReceivedRequest, type Site, startSite } from './site.ts'
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

  it('shares one token with a second tab', async () => {
    await signIn()
    const second = await user.newTab()
    await second.open()
    await second.shows('alice')
    expect(second.requests('/session/token')).toEqual([])
    expect(refreshes()).toBe(1)
  })

  it('takes a logout to all tabs, and each tab to the login once', async () => {
    await signIn()
    const second = await user.newTab()
    await second.open()
    await second.shows('alice')
    // The page is still there while its way to the login takes long, and shows nothing.
    const way = await second.hold('/login')
    await tab.click('Log out')
    await tab.isAtLogin()
    await expect.poll(() => second.seen.at(-1)).toBe('')
    way.release()
    await second.isAtLogin()
    await tab.logIn('bob')
    await tab.shows('bob')
    expect(tab.requests('/session/token').map(({ status }) => status)).toEqual([200, 200])
    expect(second.requests('/session/token')).toEqual([])
    expect(tab.requests('/login').map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'POST'])
    expect(second.requests('/login').map(({ method }) => method)).toEqual(['GET'])
    expect(tab.requests('/logout').map(({ status }) => status)).toEqual([204])
  })

  it("shows the next user's data if another tab changes the user, and never the last user's again", async () => {
    await signIn()
    const aliceTokens = new Set(site.requests.flatMap(({ authorization }) => authorization ?? []))
    await tab.page.getByLabel('Filter').fill('for')
    // The orders arrive last. Alice's are under way when the user changes.
    const last = await tab.hold('/api/orders')
    await tab.click('Refresh')

    const second = await user.newTab()
    await second.open('/login')
    await second.logIn('bob')
    await second.shows('bob')
    await tab.page.getByRole('heading', { name: 'Orders of bob' }).waitFor()
    last.release()
    await tab.shows('bob')
    expect(await tab.page.getByLabel('Filter').inputValue()).toBe('')
    const requests = site.requests.length
    await tab.click('Refresh')
    await tab.click('Refresh')
    await tab.shows('bob')

    expect(tab.seen.slice(tab.seen.findIndex((text) => text.includes('bob'))).join()).not.toContain('alice')
    expect(second.seen.join()).not.toContain('alice')
    const hasTokenOfAlice = ({ authorization = '' }: ReceivedRequest): boolean => aliceTokens.has(authorization)
    expect(site.requests.length).toBeGreaterThan(requests)
    expect(site.requests.slice(requests).filter(hasTokenOfAlice)).toEqual([])
    expect(second.requests('/api/profile').filter(hasTokenOfAlice)).toEqual([])
    expect(tab.requests('/session/token')).toHaveLength(1)
    expect(tab.requests('/login')).toHaveLength(2)
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
