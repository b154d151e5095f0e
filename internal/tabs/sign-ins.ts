import { setTimeout as pause } from 'node:timers/promises'
import type { SessionKind } from '../fleet/log-line.ts'
import type { Tabs } from './tabs.ts'

/** The people before the tabs. */
export interface SignIns {
  /** Signs the next user in, in a page that runs. */
  readonly signIn: (session: SessionKind, place: number) => Promise<void>
  /** Logs out in the page of this place. */
  readonly logOut: (session: SessionKind, place: number) => Promise<void>
  /** The session is over without a logout: a user signs in soon. Several pages report the same end. */
  readonly request: (session: SessionKind) => void
  readonly stop: () => void
}

export interface SignInOptions {
  readonly tabs: Tabs
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
  /** Makes a new user known to the server. */
  readonly nextUser: () => string
  readonly note: (text: string) => void
}

/** How often a sign-in is tried: the page may be closed meanwhile. */
const mostAttempts = 20

export function createSignIns({ tabs, lifetime, nextUser, note }: SignInOptions): SignIns {
  const wanted = new Set<SessionKind>()
  const stopping = new AbortController()
  return {
    signIn,
    async logOut(session, place) {
      note(`logout in p${place} (${session})`)
      await tabs.at(place).evaluate(`lanes.${session}.logOut()`, lifetime)
    },
    request(session) {
      if (wanted.has(session) || stopping.signal.aborted) return
      wanted.add(session)
      note(`the session is over (${session})`)
      void signInSoon(session)
    },
    stop: () => stopping.abort(),
  }

  async function signInSoon(session: SessionKind): Promise<void> {
    await pause(lifetime / 4)
    await signIn(session, 0)
    await pause(lifetime / 4)
    wanted.delete(session)
  }

  async function signIn(session: SessionKind, place: number): Promise<void> {
    const user = nextUser()
    for (let attempt = 0; attempt < mostAttempts && !stopping.signal.aborted; attempt++) {
      const found = tabs.take(place + attempt)
      if (found !== undefined) {
        try {
          note(`${user} signs in, in p${found} (${session})`)
          await tabs.at(found).evaluate(`lanes.${session}.signIn(${JSON.stringify(user)})`, lifetime)
          return
        } catch (error) {
          note(`the sign-in has failed: ${String(error)}`)
        } finally {
          tabs.giveBack(found)
        }
      }
      await pause(lifetime / 10)
    }
  }
}
