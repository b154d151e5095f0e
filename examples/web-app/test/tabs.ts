import type { launchChromium } from '../../../internal/runtimes/launch-chromium.ts'
import type { ReceivedRequest, Site } from './site.ts'

export type Browser = Awaited<ReturnType<typeof launchChromium>>
export type Page = Awaited<ReturnType<Browser['newPage']>>

/** A tab, and what its user does and sees. */
export interface Tab {
  readonly page: Page
  /** All texts that the page has shown, oldest first. */
  readonly seen: readonly string[]
  open(path?: string): Promise<void>
  logIn(user: string): Promise<void>
  click(button: string): Promise<void>
  /** Waits until the page shows the data of a user. */
  shows(user: string): Promise<void>
  /** Waits until the tab is at the login page. */
  isAtLogin(): Promise<void>
  /** Holds the requests of this tab to one path, until `release()`. */
  hold(path: string): Promise<{ release(): void }>
  /** The requests of this tab to one path. */
  requests(path: string): readonly ReceivedRequest[]
}

/** A browser with cookies of its own. Its tabs are named by numbers from 1. */
export interface User extends AsyncDisposable {
  newTab(): Promise<Tab>
  /** Logs in without any tab, as an app beside this page would. */
  logInElsewhere(user: string): Promise<void>
}

/** In the page: tells the test what the page shows. */
declare function showed(text: string): Promise<void>

/** Reports each text that a page shows. */
function watchText(): void {
  let last = ''
  const report = (): void => {
    const text = document.body?.innerText ?? ''
    if (text === last) return
    last = text
    void showed(text)
  }
  new MutationObserver(report).observe(document, { childList: true, characterData: true, subtree: true })
}

export async function createUser(browser: Browser, site: Site): Promise<User> {
  const context = await browser.newContext({ baseURL: site.url })
  const seenBy = new Map<Page, string[]>()
  await context.exposeBinding('showed', ({ page }, text: string) => void seenBy.get(page)?.push(text))
  await context.addInitScript(watchText)
  let tabs = 0

  return {
    async newTab() {
      const name = String(++tabs)
      const page = await context.newPage()
      const seen: string[] = []
      seenBy.set(page, seen)
      await page.setExtraHTTPHeaders({ 'x-tab': name })
      const click = (button: string): Promise<void> => page.getByRole('button', { name: button }).click()
      return {
        page,
        seen,
        click,
        async open(path = '/') {
          await page.goto(path)
        },
        async logIn(user) {
          await page.getByLabel('User').fill(user)
          await page.getByLabel('Password').fill(user)
          await click('Log in')
        },
        async shows(user) {
          await page.getByRole('heading', { name: `Orders of ${user}` }).waitFor()
          await page.getByText(`apples for ${user}`).waitFor()
        },
        async hold(path) {
          const released = Promise.withResolvers<void>()
          await page.route(`**${path}`, async (route) => {
            await released.promise
            // The page may have given the request up.
            await route.continue().catch(() => {})
          })
          return { release: released.resolve }
        },
        isAtLogin: () => page.getByLabel('Password').waitFor(),
        requests: (path) => site.requests.filter((request) => request.tab === name && request.path === path),
      }
    },
    async logInElsewhere(user) {
      const headers = { 'sec-fetch-site': 'same-origin' }
      await context.request.post('/login', { form: { user, password: user }, headers, maxRedirects: 0 })
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}
