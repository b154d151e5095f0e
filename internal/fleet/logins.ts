import { setTimeout as pause } from 'node:timers/promises'
import type { RegisteredClient, Testbed, UserCredentials } from '@everbearer/testbed'
import type { Fleet } from './fleet.ts'

export interface LoginOptions {
  readonly testbed: Testbed
  readonly user: UserCredentials
  readonly client: RegisteredClient
  /** Lifetime of the access tokens, ms. */
  readonly lifetime: number
  readonly processes: number
  readonly fleet: () => Fleet
  /** Is the process in this place stopped, or without its store? */
  readonly isHit: (place: number) => boolean
  readonly note: (text: string) => void
}

/** The user of the sessions that can only refresh: logs in by one process, and again when that session is over. */
export interface Logins {
  readonly logIn: () => Promise<void>
  /** The session has ended. Several processes report the same end. */
  readonly request: () => void
  /** The session works in some process. If it works in none for a while, the user logs in again. */
  readonly noteService: () => void
  readonly stop: () => void
}

/** How long the session may serve nobody, in lifetimes: longer than a partition lasts. */
const mostLifetimesAway = 2

export function createLogins({ testbed, user, client, lifetime, processes, fleet, isHit, note }: LoginOptions): Logins {
  let isWanted = false
  let lastService = Infinity
  const stopping = new AbortController()
  const watch = setInterval(() => {
    if (performance.now() - lastService > mostLifetimesAway * lifetime) request()
  }, lifetime / 4)
  return {
    logIn,
    request,
    noteService() {
      lastService = performance.now()
    },
    stop() {
      clearInterval(watch)
      stopping.abort()
    },
  }

  function request(): void {
    if (isWanted || stopping.signal.aborted) return
    isWanted = true
    note('the session that can only refresh is over')
    void loginSoon()
  }

  /** A person takes a while. */
  async function loginSoon(): Promise<void> {
    await pause(lifetime / 2)
    await logIn()
    // Processes that were stopped meanwhile report the end of the old session late.
    await pause(lifetime / 2)
    isWanted = false
  }

  async function logIn(): Promise<void> {
    while (!stopping.signal.aborted) {
      const place = Array.from({ length: processes }, (_, each) => each).find((each) => !isHit(each))
      if (place !== undefined) {
        const tokens = await requestTokens()
        if (tokens === undefined) return
        fleet().at(place).send({ kind: 'login', tokens })
        lastService = performance.now()
        note(`login in p${place}`)
        return
      }
      await pause(lifetime / 10)
    }
  }

  async function requestTokens() {
    const form = { grant_type: 'password', ...user, client_id: client.clientId, client_secret: client.clientSecret }
    const response = await fetch(testbed.tokenEndpoint, { method: 'POST', body: new URLSearchParams(form) }).catch(() => undefined)
    if (!response?.ok) return undefined
    return (await response.json()) as { access_token: string; refresh_token: string; expires_in: number }
  }
}
