import { setTimeout as pause } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'puppeteer-core'
import type { Engine, EngineName, Tab } from './engine.ts'
import { inTime, readSettled, settle } from './evaluate.ts'
import type { OwnMethods } from './limited-methods.ts'

/**
 * An engine that puppeteer drives: Chromium or Firefox.
 *
 * @param context - whose windows are opened. Default: the windows that are not private
 */
export async function puppeteerEngine(
  browser: Browser,
  name: EngineName,
  limits: Engine['limits'],
  ownMethods: (page: Page) => Promise<OwnMethods>,
  context: BrowserContext = browser.defaultBrowserContext(),
): Promise<Engine> {
  return {
    name,
    version: await browser.version(),
    limits,
    async openTab(url) {
      const page = await context.newPage({ type: 'window' })
      const tab = puppeteerTab(page, await ownMethods(page))
      await tab.goto(url)
      return tab
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

function puppeteerTab(page: Page, ownMethods: OwnMethods): Tab {
  return {
    ...ownMethods,
    async evaluate<T>(expression: string, timeout?: number): Promise<T> {
      return readSettled(await inTime(page.evaluate(settle(expression)) as Promise<string>, timeout)) as T
    },
    goto: (url) => show(page, (options) => page.goto(url, options)),
    reload: () => show(page, (options) => page.reload(options)),
    back: () => show(page, (options) => page.goBack(options)),
    close: () => page.close(),
  }
}

/** Longest time until a page is shown, ms. */
const patience = 30_000
const watch = '[performance.timeOrigin, document.readyState]'

/**
 * Waits until `navigate` resolves or another document has loaded. Over WebDriver BiDi, puppeteer waits in vain for the `load` of a
 * page from the back/forward cache, and for those after it.
 *
 * @throws {Error} the page cannot be shown
 */
async function show(page: Page, navigate: (options: { readonly timeout: number }) => Promise<unknown>): Promise<void> {
  const [left] = (await page.evaluate(watch)) as unknown[]
  const end = navigate({ timeout: patience }).then(() => true)
  while (!(await Promise.race([end, pause(20, false)]))) {
    // The old document may be gone, and the new one not yet there.
    const [shown, state] = (await page.evaluate(watch).catch(() => [left])) as unknown[]
    if (shown !== left && state === 'complete') return
  }
}
