import type { ExpectStatic } from 'vitest'
import { recount, type Visitor } from './visitor.ts'

/** All counters of a side, by label. */
export type Counters = Readonly<Record<string, number>>

/**
 * Waits for the end of what is under way, and holds the counters on the screen against the worker's books.
 *
 * @returns all counters of both sides, ours first
 */
export async function settled(visitor: Visitor, expect: ExpectStatic): Promise<readonly [Counters, Counters]> {
  await visitor.quiet()
  const seen = await visitor.counters()
  const books = await visitor.books()
  seen.forEach((side, index) => {
    const { entries, totals } = books[index]!
    expect(totals).toEqual(recount(entries))
    expect(side.books).toEqual({
      'requests at the API': totals.requests,
      accepted: totals.accepted,
      'rejected with 401': totals.rejected,
      'token calls': totals.tokenCalls,
      'token calls that failed': totals.tokenCallsFailed,
      'refresh tokens used twice': totals.reuses,
    })
    const { succeeded, failed, 'got another user’s data': mixedUp, 'ended with their session': ended, 'requests sent': sent } = side.client
    expect(succeeded! + mixedUp!).toBe(totals.accepted)
    expect(succeeded! + mixedUp! + failed! + ended!).toBe(sent)
  })
  expect(visitor.errors).toEqual([])
  expect(visitor.requests.filter((url) => new URL(url).origin !== new URL(visitor.page.url()).origin)).toEqual([])
  return [
    { ...seen[0].client, ...seen[0].books },
    { ...seen[1].client, ...seen[1].books },
  ]
}
