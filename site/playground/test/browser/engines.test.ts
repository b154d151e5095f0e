import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { type Engine, launchOrSkip } from '../../../../internal/browsers/index.ts'
import { serveSite, type SiteServer } from '../../../build/serve-site.ts'
import type { Books } from '../../server/books.ts'
import { recount } from './visitor.ts'

/** What the page says after a story, and the books of both accounts: ours first. */
interface Played {
  readonly phase: string
  readonly conclusion: string
  /** The numbers of the table of counters, by label. */
  readonly counters: Readonly<Record<string, readonly [ours: number, rival: number]>>
  readonly books: readonly [Books, Books]
}

/** Plays a story as a visitor does, in the page. The addresses of the accounts are those that the page has called. */
const play = (story: string): string => `(async () => {
  performance.setResourceTimingBufferSize(10_000)
  const appears = async (selector) => {
    for (;;) {
      const found = document.querySelector(selector)
      if (found !== null) return found
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const { dataset: { phase } } = await appears('.playground:is([data-phase=ready], [data-phase=without-worker])')
  if (phase === 'without-worker') return { phase }
  Array.from(document.querySelectorAll('.stories button')).find(({ textContent }) => textContent.trim() === ${JSON.stringify(story)}).click()
  await appears('.playground[data-busy=true]')
  const { textContent: conclusion } = await appears('.playground[data-busy=false] .conclusion .meaning')
  const counters = Object.fromEntries(Array.from(document.querySelectorAll('.counters tr[data-row]'), (row) =>
    [row.dataset.row, Array.from(row.querySelectorAll('td'), ({ textContent }) => Number(textContent))]))
  const addresses = performance.getEntriesByType('resource').map(({ name }) => name)
  const readBooks = async (side) => {
    const pattern = new RegExp('^.*/playground-server/[^/]+-' + side + '/')
    const [account] = addresses.flatMap((address) => pattern.exec(address) ?? [])
    return (await fetch(account + 'books/0')).json()
  }
  return { phase, conclusion, counters, books: await Promise.all(['ours', 'rival'].map(readBooks)) }
})()`

const site = inject('site')
let server: SiteServer
beforeAll(async () => void (server = await serveSite({ ...site, port: 0 })))
afterAll(() => server[Symbol.asyncDispose]())

describe.each(['firefox', 'webkit'] as const)('the playground in %s', (name) => {
  let engine: Engine | undefined
  afterAll(() => engine?.[Symbol.asyncDispose]())

  it('plays a story, and its counters agree with the books of the worker', async ({ skip }) => {
    engine ??= await launchOrSkip(name, skip)
    const tab = await engine.openTab(server.url)
    const { phase, conclusion, counters, books } = await tab.evaluate<Played>(play('Token endpoint fails'), 60_000)
    expect(phase).toBe('ready')
    for (const [index, { entries, totals }] of books.entries()) {
      expect(totals).toEqual(recount(entries))
      const seen = Object.fromEntries(Object.entries(counters).map(([label, numbers]) => [label, numbers[index]]))
      expect(seen).toMatchObject({
        'requests sent': 70,
        succeeded: totals.accepted,
        failed: 70 - totals.accepted,
        'requests at the API': totals.requests,
        'rejected with 401': totals.rejected,
        'token calls': totals.tokenCalls,
        'token calls that failed': totals.tokenCallsFailed,
      })
    }
    expect(counters['succeeded']![0]).toBe(70)
    expect(conclusion).toMatch(/^(?:With Everbearer, every request succeeded;|Every request succeeded on both sides\.)/)
  })
})
