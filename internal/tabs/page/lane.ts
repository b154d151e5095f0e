import { sealed, tabStore } from '@everbearer/browser'
import {
  type Coordinator,
  createCoordinator,
  sessionEndpoint,
  type TokenResponse,
  type TokenSource,
  type TokenStore,
} from '@everbearer/core'
import { withBearer } from '@everbearer/fetch'
import type { SessionEntry, SessionKind } from '../../fleet/log-line.ts'
import { noteEvents } from '../../fleet/worker/note-events.ts'
import { scaled } from '../../fleet/worker/settings.ts'
import { watchedRefresh } from '../../fleet/worker/watched-refresh.ts'
import { watchedStore } from '../../fleet/worker/watched-store.ts'
import type { PageEntry } from '../page-report.ts'
import type { Reporter } from './reporter.ts'
import type { PageSettings } from './settings.ts'
import { type Traffic, startTraffic } from './traffic.ts'

/** One session of the page, with steady requests. */
export interface Lane {
  readonly auth: Coordinator
  readonly traffic: Traffic
  readonly signIn: (user: string) => Promise<void>
  readonly logOut: () => Promise<void>
}

/** A busy machine needs some time for one call of the store, ms. */
const leastTimeout = 1_000

export function openLane(session: SessionKind, settings: PageSettings, reporter: Reporter): Lane {
  const { page, lifetime, interval } = settings
  const note = (entry: SessionEntry | PageEntry): void => reporter.report({ session, ...entry })
  const headers = { 'x-page': page }
  const endpoint = sessionEndpoint('/session/token', { headers })
  const { refresh } = watchedRefresh({
    request: requestTokens,
    // A page that is closed loses what it has not sent.
    note(entry) {
      note(entry)
      return reporter.flush()
    },
    nameOf: (refreshToken) => refreshToken,
  })
  const source: TokenSource = session === 'obtains' ? endpoint : { refresh }
  const auth = createCoordinator({
    source,
    origins: 'same-origin',
    subject: (response) => (response as { readonly sub?: string }).sub,
    ...(settings.isSharing && { store: openStore() }),
    refreshTimeout: scaled(10_000, settings),
    maxRetryTime: scaled(30_000, settings),
    cooldown: { min: scaled(1_000, settings), max: scaled(20_000, settings) },
  })
  let sends = 0
  let ends = 0
  noteEvents(auth, note)
  auth.on('session-ended', ({ reason }) => {
    ends++
    note({ kind: 'handled', reason, sends, wall: wall() })
  })
  globalThis.addEventListener('pageshow', ({ persisted }) => persisted && note({ kind: 'returned' }))
  const send = withBearer(sendCounted, auth)
  const traffic = startTraffic({
    send: () => send('/api/echo', { headers: { ...headers, 'x-session': session } }),
    mayServe: () => auth.peek().status !== 'ended',
    ends: () => ends,
    interval,
    note,
  })

  return {
    auth,
    traffic,
    async signIn(user) {
      await beginSwitch()
      await auth.setTokens(session === 'obtains' ? await signInByCookie(user) : await signInByToken(user))
      note({ kind: 'signed-in', wall: wall() })
    },
    async logOut() {
      await beginSwitch()
      await auth.clear()
      note({ kind: 'logged-out', wall: wall() })
      if (session === 'obtains') await fetch('/session', { method: 'DELETE', headers })
    },
  }

  function openStore(): TokenStore {
    const store = tabStore({
      name: session,
      tokens: session === 'obtains' ? 'memory' : sealed,
      refreshTimeout: Math.max(1_000, scaled(10_000, settings)),
      timeout: leastTimeout,
      leaseWait: scaled(2_000, settings),
    })
    return watchedStore(store, { hasStoreClock: true, hasLeases: true, note, nameOf: (refreshToken) => refreshToken })
  }

  /** The number of the request tells the server which requests the page has sent after it had handled something. */
  function sendCounted(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
    const request = new Request(input, init)
    if (request.headers.has('authorization')) request.headers.set('x-send', String(++sends))
    return fetch(request)
  }

  async function beginSwitch(): Promise<void> {
    note({ kind: 'switching' })
    await reporter.flush()
  }

  async function signInByCookie(user: string): Promise<TokenResponse> {
    await fetch('/session/sign-in', { method: 'POST', body: user, headers })
    return endpoint.obtain({ signal: AbortSignal.timeout(lifetime) })
  }

  async function signInByToken(user: string): Promise<TokenResponse> {
    const response = await requestTokens({ grant_type: 'password', username: user, password: 'password' }, AbortSignal.timeout(lifetime))
    return (await response.json()) as TokenResponse
  }

  async function requestTokens(form: Record<string, string>, signal: AbortSignal): Promise<Response> {
    const response = await fetch('/token', { method: 'POST', body: new URLSearchParams(form), headers, signal })
    return new Response(await response.arrayBuffer(), response)
  }
}

/** The clock that all pages of the machine share, ms. */
function wall(): number {
  return performance.timeOrigin + performance.now()
}
