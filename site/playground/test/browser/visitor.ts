import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { launchChromium } from '../../../../internal/runtimes/launch-chromium.ts'
import type { Books, Entry, Totals } from '../../server/books.ts'

export type Browser = Awaited<ReturnType<typeof launchChromium>>
export type Page = Awaited<ReturnType<Browser['newPage']>>

/** What a visitor can see of a side. */
export interface SeenSide {
  readonly client: Readonly<Record<string, number>>
  readonly books: Readonly<Record<string, number>>
}

/** A visitor of the front page, and what he does and sees. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page
  /** Of the front page. */
  readonly url: string
  /** The requests that left the browser, by URL. */
  readonly requests: readonly string[]
  /** Errors of the page that nobody has caught. */
  readonly errors: readonly string[]
  /** Opens the front page, and waits until the playground is ready. */
  readonly open: (hash?: string) => Promise<void>
  readonly press: (button: string) => Promise<void>
  /** Waits until something has happened and all is quiet. */
  readonly quiet: () => Promise<void>
  /** The table of counters: ours first. */
  readonly counters: () => Promise<readonly [SeenSide, SeenSide]>
  /** The books of the worker, asked by the test: ours first. */
  readonly books: () => Promise<readonly [Books, Books]>
  /** Does something in each look of the page: light and dark, wide and narrow. */
  readonly each: (check: (look: string, width: number) => Promise<void>) => Promise<void>
  /** What axe finds in the playground. */
  readonly axe: () => Promise<readonly string[]>
}

export interface VisitorOptions {
  readonly reducedMotion?: 'reduce'
}

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** @param url - of the front page */
export async function createVisitor(browser: Browser, url: string, options: VisitorOptions = {}): Promise<Visitor> {
  const { reducedMotion = null } = options
  const context = await browser.newContext({ reducedMotion, viewport: { width: 1280, height: 900 } })
  // On a busy machine, a story takes its time.
  context.setDefaultTimeout(90_000)
  const page = await context.newPage()
  const requests: string[] = []
  const errors: string[] = []
  const accounts = new Set<string>()
  // What the service worker responds to has left the page, but not the browser.
  context.on('request', (request) => {
    const [, account] = /\/playground-server\/([^/]+)\//.exec(request.url()) ?? []
    if (account === undefined) requests.push(request.url())
    else accounts.add(account)
  })
  page.on('pageerror', ({ message }) => errors.push(message))
  const playground = page.locator('.playground')

  return {
    page,
    url,
    requests,
    errors,
    async open(hash = '') {
      await page.goto(`${url}${hash}`)
      await page.locator('.playground[data-phase=ready]').waitFor()
    },
    press: (button) => playground.getByRole('button', { name: button, exact: true }).click(),
    async quiet() {
      await page.locator('.playground[data-phase=ready][data-busy=false] .conclusion .counts').waitFor()
    },
    async counters() {
      const [ours, rival] = await Promise.all([1, 2].map((column) => readColumn(page, column)))
      return [ours!, rival!]
    },
    async books() {
      const run = Array.from(accounts)
        .findLast((account) => account.endsWith('-ours'))!
        .replace(/-ours$/, '')
      const read = (side: string): Promise<Books> =>
        page.evaluate(
          async (address) => (await fetch(address)).json() as Promise<Books>,
          `${new URL(url).pathname}playground-server/${run}-${side}/books/0`,
        )
      return Promise.all([read('ours'), read('rival')])
    },
    async each(check) {
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme })
        await page.locator(scheme === 'dark' ? 'html.dark' : 'html:not(.dark)').waitFor()
        for (const size of [1280, 360]) {
          await page.setViewportSize({ width: size, height: 900 })
          await check(`${scheme}, ${size} px`, size)
        }
      }
    },
    async axe() {
      await page.evaluate(axeSource)
      // Colours that are on their way to others have no contrast of their own.
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished)))
      return page.evaluate(async () => {
        const { axe } = globalThis as unknown as { axe: { run: (selector: string) => Promise<{ violations: Violation[] }> } }
        const { violations } = await axe.run('.playground')
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
      })
    },
    [Symbol.asyncDispose]: () => context.close(),
  }
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

async function readColumn(page: Page, column: number): Promise<SeenSide> {
  const read = (group: number): Promise<Record<string, number>> =>
    page
      .locator('.counters tbody')
      .nth(group)
      .locator('tr[data-row]')
      .evaluateAll(
        (rows, place) =>
          Object.fromEntries(
            rows.map((row) => [(row as HTMLElement).dataset['row'], Number((row as HTMLTableRowElement).cells[place]!.textContent)]),
          ),
        column,
      )
  return { client: await read(0), books: await read(1) }
}

/** What the entries of an account add up to, counted by the test. */
export function recount(entries: readonly Entry[]): Totals {
  const api = entries.flatMap((entry) => (entry.kind === 'api' ? [entry.rejection] : []))
  const outcomes = entries.flatMap((entry) => (entry.kind === 'token' ? [entry.outcome] : []))
  return {
    requests: api.length,
    accepted: api.filter((rejection) => rejection === undefined).length,
    rejected: api.filter((rejection) => rejection !== undefined).length,
    tokenCalls: outcomes.length,
    tokenCallsFailed: outcomes.filter((outcome) => outcome !== 'issued').length,
    reuses: outcomes.filter((outcome) => outcome === 'reused').length,
  }
}
