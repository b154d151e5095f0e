import type { SessionEndReason } from '@everbearer/core'
import type { SessionEntry, SessionKind } from '../fleet/log-line.ts'

/** What only pages report: the rest is as in the log of a process of the fleet. */
export type PageEntry =
  /** The page has handled the end of a session. `sends`: how many requests with a token it had sent until then. */
  | { readonly kind: 'handled'; readonly reason: SessionEndReason; readonly sends: number; readonly wall: number }
  /** The page begins a logout or a sign-in. */
  | { readonly kind: 'switching' }
  /** The page has ended the session by a logout, or has begun another by a sign-in. `wall`: when its work was complete. */
  | { readonly kind: 'logged-out' | 'signed-in'; readonly wall: number }
  /** The page came out of the back/forward cache. */
  | { readonly kind: 'returned' }

/** One entry as a page sends it. Tokens are in clear: the server that receives it names them by their fingerprints. */
export type PageReport = { readonly session: SessionKind } & (SessionEntry | PageEntry)

/** An entry of a page, with the moment of its arrival, ms on the monotonic clock of the machine. */
export type PageLine = { readonly at: number; readonly page: string; readonly session: SessionKind } & PageEntry & {
    /** The highest number of a sign-in that was over when the entry arrived. */
    readonly ended: number
  }

const pageKinds: readonly string[] = ['handled', 'switching', 'logged-out', 'signed-in', 'returned'] satisfies readonly PageEntry['kind'][]

export function isPageEntry(entry: SessionEntry | PageEntry): entry is PageEntry {
  return pageKinds.includes(entry.kind)
}
