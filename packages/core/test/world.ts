import {
  type Coordinator,
  type CoordinatorEvents,
  type CoordinatorOptions,
  createCoordinator,
  type EventName,
  type NamedEvent,
  type TokenResponse,
} from '../src/index.ts'
import { adapterSideOf, type Authorization, type ErrorResponse, type ReplayableRequest } from '../src/adapter/index.ts'
import { createFakeClock, type FakeClock, flush } from './fake-clock.ts'

/** One token request that a test answers when it likes. */
export interface TokenCall {
  readonly grant: 'obtain' | 'refresh'
  readonly refreshToken: string | undefined
  readonly signal: AbortSignal
  readonly respond: (response: unknown) => Promise<void>
  readonly fail: (error: unknown) => Promise<void>
}

export interface World {
  readonly clock: FakeClock
  readonly auth: Coordinator
  /** Token requests in the order of their arrival. */
  readonly calls: TokenCall[]
  /** The last of them. */
  readonly lastCall: TokenCall
  readonly events: NamedEvent[]
  readonly eventsOf: <Name extends EventName>(name: Name) => CoordinatorEvents[Name][]
  /** What an adapter asks for each request. */
  readonly request: (options?: { signal?: AbortSignal }) => Promise<Authorization>
  /** The same as it comes: at once, or as a promise. */
  readonly ask: () => Authorization | Promise<Authorization | undefined> | undefined
  /** What an adapter asks after an answer. */
  readonly rejected: (
    sent: Authorization,
    attempt?: Partial<ErrorResponse & Pick<ReplayableRequest, 'replayable' | 'signal'>>,
  ) => Promise<Authorization | undefined>
  /** Gets the first token. */
  readonly start: (response?: TokenResponse) => Promise<Authorization>
}

const url = 'https://api.example.com/orders'

/** A token response; `n` numbers its access token. Lifetime 300 s. */
export function token(n: number, more: Partial<TokenResponse> = {}): TokenResponse {
  return { access_token: `access-${n}`, token_type: 'Bearer', expires_in: 300, ...more }
}

/** A coordinator on a fake clock whose source answers by hand. Soft window at 80 %, jitter always in the middle. */
export function createWorld(options: Partial<CoordinatorOptions> = {}): World {
  const clock = createFakeClock()
  const calls: TokenCall[] = []
  const events: World['events'] = []

  const call = (grant: TokenCall['grant'], refreshToken: string | undefined, signal: AbortSignal): Promise<TokenResponse> =>
    new Promise((resolve, reject) => {
      calls.push({
        grant,
        refreshToken,
        signal,
        async respond(response) {
          resolve(response as TokenResponse)
          await flush()
        },
        async fail(error) {
          reject(error)
          await flush()
        },
      })
    })

  const auth = createCoordinator({
    source: {
      obtain: ({ signal }) => call('obtain', undefined, signal),
      refresh: (refreshToken, { signal }) => call('refresh', refreshToken, signal),
    },
    origins: 'any',
    clock,
    random: () => 0.5,
    refreshAt: 0.8,
    ...options,
  })
  auth.on('*', (event) => events.push(event))

  const world: World = {
    clock,
    auth,
    calls,
    get lastCall() {
      const last = calls.at(-1)
      if (last === undefined) throw new Error('no token request has been made')
      return last
    },
    events,
    eventsOf: <Name extends EventName>(name: Name) =>
      events.filter((entry) => entry.name === name).map(({ event }) => event as CoordinatorEvents[Name]),
    request({ signal } = {}) {
      const authorization = adapterSideOf(auth).authorize({ url, signal })
      if (authorization === undefined) throw new Error('the coordinator takes the request for none of its own')
      return Promise.resolve(authorization) as Promise<Authorization>
    },
    ask: () => adapterSideOf(auth).authorize({ url }),
    async rejected(sent, { replayable = true, signal, ...response } = {}) {
      const side = adapterSideOf(auth)
      const trace = side.trace({ url, session: sent.session })
      trace?.attempt(sent)
      const challenge = 'Bearer realm="api", error="invalid_token"'
      const next = await side.handleErrorResponse(sent, { status: 401, challenge, ...response }, { url, replayable, signal, trace })
      if (next !== undefined) trace?.attempt(next)
      return next
    },
    async start(response = token(1)) {
      const first = world.request()
      await flush()
      await world.lastCall.respond(response)
      return first
    },
  }
  return world
}
