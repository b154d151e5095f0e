import type { Browser, Page } from 'playwright'
import { afterAll, beforeEach, expect, onTestFinished } from 'vitest'
import { findChromium, launchChromium } from '../../../../internal/runtimes/launch-chromium.ts'
import { missing } from '../../../../internal/runtimes/test/missing.ts'
import { type PageSite, startPageSite } from './pages.ts'

/** How a reader sees a page. */
export type Reader = Partial<{ width: number; colorScheme: 'light' | 'dark'; reducedMotion: 'reduce' }>

/** Starts Chromium and a server of the page for the tests of one file. A missing Chromium fails in CI; elsewhere the tests are skipped. */
export function usePages(): (reader?: Reader) => Promise<Page> {
  let browser: Browser | undefined
  let site: PageSite | undefined
  beforeEach(async ({ skip }) => {
    browser ??= await launchChromium(findChromium() ?? missing('Chromium', skip), [])
    site ??= await startPageSite()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.[Symbol.asyncDispose]()
  })
  return async ({ width = 1000, ...reader } = {}) => {
    const page = await browser!.newPage({ viewport: { width, height: 700 }, ...reader })
    // What a policy forbids is reported at the console, too.
    const mistakes: string[] = []
    page.on('pageerror', ({ message }) => mistakes.push(message))
    page.on('console', (message) => {
      if (!message.text().startsWith('Failed to load resource')) mistakes.push(message.text())
    })
    onTestFinished(async () => {
      await page.close()
      expect(mistakes).toEqual([])
    })
    await page.goto(site!.origin)
    return page
  }
}
