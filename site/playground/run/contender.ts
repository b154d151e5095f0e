import type { Coordinator } from '@everbearer/core'
import type { Mark } from '@everbearer/devtools/time-line'
import type { IssuedTokens } from '../server/account.ts'
import type { Entry, Totals } from '../server/books.ts'
import { totalsOf } from '../server/books.ts'
import type { User } from '../server/settings.ts'
import type { OpenSide } from '../sides/side.ts'
import { type Call, outcomeOfData, describeError } from './call.ts'
import type { ServerPort } from './server-port.ts'

/** One of the two sides: a client, its account, and what is known of both. */
export interface Contender {
  readonly port: ServerPort
  /** Takes the tokens of a sign-in. Requests that begin after the call belong to the new session. */
  readonly signIn: (tokens: IssuedTokens) => Promise<void>
  /**
   * Sends one request. Resolves when the caller has a result.
   *
   * @param isOver - has the session of the request been ended on purpose?
   */
  readonly send: (lane: number, user: User, isOver: () => boolean) => Promise<void>
  /** Reads what is new in the server's books. */
  readonly readBooks: () => Promise<void>
  readonly calls: () => readonly Call[]
  readonly entries: () => readonly Entry[]
  /** The totals as the server has added them up. */
  readonly totals: () => Totals
  /** What the coordinator has reported. */
  readonly marks: () => readonly Mark[]
  readonly isBusy: () => boolean
  readonly dispose: () => void
}

export interface ContenderOptions {
  readonly open: OpenSide
  readonly port: ServerPort
  readonly session: string
  /** ms. */
  readonly reuseGrace: number
  /** ms since 1970. */
  readonly now: () => number
}

export function createContender({ open, port, session, reuseGrace, now }: ContenderOptions): Contender {
  const calls = new Map<number, Call>()
  const entries: Entry[] = []
  const marks: Mark[] = []
  let totals = totalsOf([])
  let tokenRequests = 0
  const side = open({ api: port.api, requestToken, session, reuseGrace })
  if (side.auth !== undefined) markEvents(side.auth, (label, kind) => marks.push({ at: now(), label, kind }))

  return {
    port,
    signIn: async (tokens) => void (await side.signIn(tokens)),
    async send(lane, user, isOver) {
      const call: Call = { lane, user, from: now() }
      calls.set(lane, call)
      const end = await side.get(`${lane}`).then(
        (data) => ({ outcome: outcomeOfData(user, data) }),
        (error: unknown) => ({ outcome: isOver() ? ('ended' as const) : ('failed' as const), note: describeError(error) }),
      )
      calls.set(lane, { ...call, end: { at: now(), ...end } })
    },
    async readBooks() {
      const seen = entries.length
      const books = await port.books(seen)
      // Another read may have come back first.
      entries.push(...books.entries.slice(entries.length - seen))
      totals = books.totals
    },
    calls: () => Array.from(calls.values()),
    entries: () => entries,
    totals: () => totals,
    marks: () => marks,
    isBusy: () => tokenRequests > 0 || Array.from(calls.values()).some(({ end }) => end === undefined),
    dispose: () => side.auth?.dispose(),
  }

  async function requestToken(refreshToken: string): Promise<Response> {
    tokenRequests++
    try {
      return await port.requestToken(refreshToken)
    } finally {
      tokenRequests--
    }
  }
}

/** Marks the events of a coordinator that a visitor should hear of. */
function markEvents(auth: Coordinator, mark: (label: string, kind: Mark['kind']) => void): void {
  auth.on('*', ({ name, event }) => {
    if (name === 'refresh-outcome-unknown') mark('outcome unknown: the refresh token is presented again', 'trouble')
    if (name === 'refresh-failed') mark(`refresh failed (${event.class})`, 'trouble')
    if (name === 'cooldown') mark(`cooldown of ${(event.duration / 1000).toFixed(1)} s`, 'info')
    if (name === 'session-ended') mark(`session ended (${event.reason})`, event.reason === 'no-grant' ? 'trouble' : 'info')
  })
}
