import { launch, type Page } from 'puppeteer-core'
import type { Say } from '../tools/progress.ts'
import type { Engine, LaunchOptions } from './engine.ts'
import type { OwnMethods } from './limited-methods.ts'
import { needChromium } from './programs.ts'
import { puppeteerEngine } from './puppeteer.ts'

/** The browser's own requests are turned off. */
const args = ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Chromium, over the DevTools protocol. */
export async function launchChromium(say: Say, { isPrivate = false, switches = [] }: LaunchOptions): Promise<Engine> {
  const executablePath = await needChromium(say)
  const browser = await launch({ executablePath, args: [...args, ...switches], headless: true, pipe: true })
  return puppeteerEngine(browser, 'chromium', {}, ownMethods, isPrivate ? await browser.createBrowserContext() : undefined)
}

async function ownMethods(page: Page): Promise<OwnMethods> {
  const session = await page.createCDPSession()
  return {
    freeze: () => session.send('Page.setWebLifecycleState', { state: 'frozen' }),
    thaw: () => session.send('Page.setWebLifecycleState', { state: 'active' }),
    async crash() {
      const crashed = new Promise((resolve) => session.once('Inspector.targetCrashed', resolve))
      await session.send('Inspector.enable')
      // No answer comes from a page that has crashed.
      session.send('Page.crash').catch(() => {})
      await crashed
    },
  }
}
