import { launch } from 'puppeteer-core'
import type { Say } from '../tools/progress.ts'
import type { Engine, LaunchOptions } from './engine.ts'
import { limitedMethods } from './limited-methods.ts'
import { needFirefox } from './programs.ts'
import { puppeteerEngine } from './puppeteer.ts'

const limits = {
  freeze: 'WebDriver BiDi has no command that freezes a page',
  crash: 'WebDriver BiDi has no command that crashes a page',
}

/** Firefox, over WebDriver BiDi. */
export async function launchFirefox(say: Say, { isPrivate = false }: LaunchOptions): Promise<Engine> {
  const executablePath = await needFirefox(say)
  const browser = await launch({
    browser: 'firefox',
    executablePath,
    headless: true,
    networkEnabled: false,
    ...(isPrivate && { extraPrefsFirefox: { 'browser.privatebrowsing.autostart': true } }),
  })
  return puppeteerEngine(browser, 'firefox', limits, async () => limitedMethods(limits))
}
