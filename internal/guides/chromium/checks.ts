import { expect, vi } from 'vitest'
import type { Tab } from '../../browsers/index.ts'

/** The page sends a request, by an expression that gives a fetch. Its response is a 200. */
export async function sends(tab: Tab, fetchOfPage: string, url: string): Promise<void> {
  expect(await tab.evaluate(`(async () => (await (${fetchOfPage})('${url}')).status)()`)).toBe(200)
}

/** A fetch with the token of the block's coordinator. */
export const fetchWithToken = 'tools.withBearer(fetch, block.auth)'

/** The page goes to another address, and loads what is there. */
export async function comesTo(tab: Tab, path: string): Promise<void> {
  const elsewhere = 'between two pages'
  const expression = `document.readyState === 'complete' ? location.pathname + location.search : '${elsewhere}'`
  // A page that is being left cannot be asked.
  const place = (): Promise<string> => tab.evaluate<string>(expression).catch(() => elsewhere)
  await vi.waitFor(async () => expect(await place()).toBe(path), { timeout: 10_000 })
}

/** What an expression rejects with, by code. */
export async function rejectsWith(tab: Tab, expression: string, code: string): Promise<void> {
  expect(await tab.evaluate(`(${expression}).then(() => 'resolved', (error) => error.code)`)).toBe(code)
}
