import { SessionEndedError, TokenRequestError, type TokenResponse, type TokenSource } from '../../src/index.ts'
import { hardAge, type Ledger } from './ledger.ts'
import type { PendingList } from './pending.ts'
import type { ModelProcess } from './process.ts'
import type { WorldOptions } from './world.ts'

/** What the server does with a token request; the first ones more often. */
const outcomes = [
  'token',
  'token',
  'token',
  'rotates',
  'rotates',
  'rotates',
  'short',
  'tiny',
  'no end',
  'down',
  'busy',
  'refused',
  'dead grant',
  'no JSON',
  'null',
  'unusable, rotated',
  'lost',
  'breaks',
  'error 500',
  'hangs',
  'a bare 400',
  'unauthorized client',
  'a page',
  'session over',
] as const
/** `signed out`: nobody is signed in; only in worlds where requests go out without a token then. */
export type Outcome = (typeof outcomes)[number] | 'signed out'

/** The choice that a token request is answered by with this outcome. */
export function choiceOf(outcome: Outcome): number {
  return outcomes.indexOf(outcome as (typeof outcomes)[number])
}

/** The authorization server of a world. */
export interface Server {
  sourceFor(process: ModelProcess): TokenSource
  /** Tokens as a login brings them. From now on the browser's cookie is this user's. */
  login(user: string, process: ModelProcess): TokenResponse
  /** Tokens that continue a login. */
  stepUp(login: number, user: string, process: ModelProcess): TokenResponse
  /** The browser's cookie is nobody's any more. */
  logout(): void
  /** The last refresh token that took the place of another. */
  readonly lastRotated: string | undefined
  /** The refresh token that sources begin with. */
  readonly initial: string
}

/** Who gets tokens without a login. */
const machine = 'machine'

export function createServer(options: WorldOptions, ledger: Ledger, pending: PendingList): Server {
  let serial = 0
  let logins = 0
  let cookie: string = machine
  let lastRotated: string | undefined
  let hasLogins = false
  const initial = refreshTokenOf(options.canObtain ? machine : 'alice', ++logins)
  const underWay = new Set<{
    readonly process: ModelProcess
    readonly epoch: number
    readonly signal: AbortSignal
    readonly refreshToken: string | undefined
  }>()

  return {
    initial,
    get lastRotated() {
      return lastRotated
    },
    sourceFor: (process) => ({
      ...(options.canObtain ? { obtain: ({ signal }) => receive(process, signal, undefined) } : {}),
      refresh: (refreshToken, { signal }) => receive(process, signal, refreshToken),
      ...(options.hasInitial && { initialRefreshToken: () => initial }),
      ...(options.sendsBeforeSignIn && { retryAfterEnd: 20_000 }),
    }),
    login(user, process) {
      hasLogins = true
      cookie = user
      return respond(user, ++logins, 300, process, refreshTokenOf(user, logins))
    },
    stepUp: (login, user, process) => respond(user, login, 300, process, serial % 2 === 0 ? refreshTokenOf(user, login) : undefined),
    logout() {
      if (options.hasSubjects) cookie = `anonymous-${++serial}`
    },
  }

  async function receive(process: ModelProcess, signal: AbortSignal, refreshToken: string | undefined): Promise<TokenResponse> {
    if (process.hasCrashed) return new Promise(() => {})
    process.noteTokenRequest()
    const since = process.clock.monotonic()
    for (const other of underWay) {
      // A request with a refresh token is seen through, though another process has put another in its place.
      const isReplaced = other.refreshToken !== undefined && (options.canObtain || other.refreshToken !== refreshToken)
      const isLeft = other.signal.aborted || other.epoch !== process.epoch || isReplaced
      if (other.process === process && !isLeft && !options.isFamily) ledger.breach('one at a time', 'two token requests at a time')
    }
    if (refreshToken !== undefined) notePresentation(refreshToken, process)
    const request = { process, epoch: process.epoch, signal, refreshToken }
    underWay.add(request)
    const asked = { asked: ledger.next(), wall: process.clock.wall(), monotonic: since, process }
    const user = refreshToken === undefined ? cookie : ledger.refreshTokens.get(refreshToken)!.user
    try {
      const choice = await Promise.race([pending.wait('token'), process.crashed])
      if (choice === 'crashed') return await new Promise(() => {})
      return await answer(outcomeOf(choice, refreshToken), process, refreshToken, user, {
        ...asked,
        received: { wall: process.clock.wall(), monotonic: process.clock.monotonic() },
      })
    } finally {
      underWay.delete(request)
    }
  }

  /** A source that is asked for a session of its own may say that nobody is signed in. */
  function outcomeOf(choice: number, refreshToken: string | undefined): Outcome {
    const isSignedOut = options.sendsBeforeSignIn && refreshToken === undefined && choice % 3 === 2
    return isSignedOut ? 'signed out' : outcomes[choice % outcomes.length]!
  }

  function notePresentation(refreshToken: string, process: ModelProcess): void {
    const known = ledger.refreshTokens.get(refreshToken)!
    // What one member of a family is in doubt of, another does not know.
    const isAgain = known.presented > 0 && !known.mayRepeat && !(options.isFamily && known.presenter !== process)
    known.presenter = process
    // A process that begins anew is given the first refresh token anew.
    // Credentials are no substitute for what a login brought.
    const isNeeded = !options.canObtain || hasLogins
    if (isAgain && refreshToken !== initial && !(isNeeded && process.mayPresentAgain()))
      ledger.breach('presentations', 'a refresh token was presented again')
    if (refreshToken === initial && process.hasLoggedOut && options.processes === 1)
      ledger.breach('logout', 'the initial refresh token was presented after a logout')
    known.presented++
    known.mayRepeat = false
  }

  type Asked = Pick<Parameters<typeof ledger.tokens.set>[1], 'asked' | 'wall' | 'monotonic' | 'process'> & {
    readonly received?: { readonly wall: number; readonly monotonic: number }
  }

  function answer(
    given: Outcome,
    process: ModelProcess,
    refreshToken: string | undefined,
    user: string,
    asked: Asked,
  ): TokenResponse | Promise<TokenResponse> {
    const known = refreshToken === undefined ? undefined : ledger.refreshTokens.get(refreshToken)!
    const grants =
      given === 'token' ||
      given === 'rotates' ||
      given === 'short' ||
      given === 'tiny' ||
      given === 'no end' ||
      given === 'lost' ||
      given === 'unusable, rotated'
    const outcome = known?.isSpent && grants ? 'dead grant' : given
    const rotates = outcome === 'rotates' || outcome === 'unusable, rotated' || (outcome === 'lost' && options.rotates)
    const next = rotates ? refreshTokenOf(user, known?.login ?? ++logins) : undefined
    if (known !== undefined && rotates) {
      known.isSpent = true
      lastRotated = next
    }
    // A response that the client can read tells it that the refresh token stays good.
    const isKept =
      outcome === 'token' ||
      outcome === 'short' ||
      outcome === 'tiny' ||
      outcome === 'no end' ||
      outcome === 'refused' ||
      outcome === 'a bare 400' ||
      outcome === 'unauthorized client'
    if (known !== undefined && isKept) known.mayRepeat = true
    const token = (lifetime: number): TokenResponse => {
      process.noteAnswered()
      return respond(user, known?.login, lifetime, asked, next)
    }
    switch (outcome) {
      case 'token':
      case 'rotates':
        return token(300)
      case 'short':
        return token(2)
      case 'tiny':
        return token(0.001)
      case 'no end':
        return token(0)
      case 'null':
        return null as never
      case 'no JSON':
        return 'refresh_expires_in' as never
      case 'unusable, rotated':
        return { ...token(300), access_token: '' }
      case 'down':
        return unused(known, new TokenRequestError('down', { status: 503 }))
      case 'busy':
        return unused(known, new TokenRequestError('busy', { status: 429, retryAfter: '20' }))
      case 'refused':
        throw new TokenRequestError('refused', { status: 401, error: 'invalid_client' })
      case 'signed out':
        process.noteSignedOut()
        throw new SessionEndedError()
      case 'dead grant':
        process.noteAnswered()
        if (known !== undefined) known.isSpent = true
        throw new TokenRequestError('dead', { status: 400, error: 'invalid_grant' })
      case 'a bare 400':
        throw new TokenRequestError('no', { status: 400 })
      case 'unauthorized client':
        throw new TokenRequestError('no', { status: 400, error: 'unauthorized_client' })
      case 'session over':
        // Of credentials it ends the session, of a refresh token only that token.
        if (known !== undefined) known.isSpent = true
        else process.noteSignedOut()
        return new Response(null, { status: 401 }) as never
      case 'a page':
        throw new SyntaxError('Unexpected token < in JSON')
      case 'error 500':
        throw new TokenRequestError('broken', { status: 500 })
      case 'lost':
      case 'breaks':
        throw new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) })
      case 'hangs':
        return new Promise(() => {})
    }
  }

  function unused(known: { mayRepeat: boolean } | undefined, error: Error): never {
    if (known !== undefined) known.mayRepeat = true
    throw error
  }

  function refreshTokenOf(user: string, login: number): string {
    const refreshToken = `refresh-${++serial}`
    ledger.refreshTokens.set(refreshToken, { user, login, isSpent: false, presented: 0, mayRepeat: false })
    return refreshToken
  }

  function respond(
    user: string,
    login: number | undefined,
    seconds: number,
    asked: Asked | ModelProcess,
    refreshToken: string | undefined,
  ): TokenResponse {
    const {
      wall,
      monotonic,
      process,
      asked: moment,
      received,
    }: Asked = 'clock' in asked
      ? { wall: asked.clock.wall(), monotonic: asked.clock.monotonic(), process: asked, asked: ledger.next() }
      : asked
    const accessToken = `access-${++serial}`
    const issued = { user, login, asked: moment, wall, monotonic, process, lifetime: seconds === 0 ? Infinity : seconds * 1000 }
    // A response that took longer than the token may be used says nothing of when the token was issued.
    const isLate = received !== undefined && Math.max(received.wall - wall, received.monotonic - monotonic) >= hardAge(issued)
    ledger.tokens.set(accessToken, isLate ? { ...issued, ...received } : issued)
    return {
      access_token: accessToken,
      expires_in: seconds,
      ...(refreshToken !== undefined && { refresh_token: refreshToken }),
      ...(options.hasSubjects && { id_token: `e30.${btoa(JSON.stringify({ iss: 'https://as', sub: user }))}.x` }),
    }
  }
}
