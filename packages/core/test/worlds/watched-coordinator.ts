import { type CoordinatorOptions, createCoordinator } from '../../src/index.ts'
import { adapterSideOf, type Authorization } from '../../src/adapter/index.ts'
import { createFakeClock, type FakeClock, flush } from '../fake-clock.ts'
import { createOpenPromises } from '../model/open-promises.ts'
import { createEndpoint, type Endpoint, type Issued, type Outcome, phaseOf } from './endpoint.ts'

/** The world of a watched coordinator: each of its authorizations is checked. */
export interface WatchedOptions {
  /** Settles when a token request is answered, with what becomes of it; never for one that hangs. */
  readonly decide: (grant: 'refresh' | 'obtain') => Promise<Outcome>
  /** Has the source credentials of its own? */
  readonly canObtain: boolean
  readonly options?: Partial<CoordinatorOptions>
}

/** A request, or its replay, as far as it has come. */
export interface Attempt {
  /** Is it still waiting for an authorization? */
  readonly open: boolean
  /** What it was sent with; undefined where it left without one, or never left. */
  readonly authorization: Authorization | undefined
}

/**
 * A coordinator that is watched: one token request at a time; no spent refresh token sent again; a valid token
 * never withheld; no token request for a stale 401; at most one replay for a request, never with the token that was
 * refused; no token that was asked for before `clear()` or `setTokens()` used after it; and in the end every promise
 * has settled and no timer is left.
 */
export interface WatchedCoordinator {
  readonly clock: FakeClock
  readonly endpoint: Endpoint
  /** Every authorization that was given, in order. */
  readonly sent: readonly Authorization[]
  request(signal?: AbortSignal): Attempt
  /** A request that was sent gets a 401. */
  reject(authorization: Authorization, signal?: AbortSignal): Promise<Attempt>
  setTokens(refreshable: boolean): void
  clear(): void
  invalidate(): void
  /** Lets all come to its end, `settleOne` by `settleOne`, and sees that nothing is left. */
  settleAll(settleOne: () => Promise<void> | undefined): Promise<void>
  dispose(): Promise<void>
  /** @throws the breaches so far */
  check(): void
}

const url = 'https://api.example.com/'

export function createWatchedCoordinator({ decide, canObtain, options }: WatchedOptions): WatchedCoordinator {
  const breaches: string[] = []
  const breach = (what: string): void => void breaches.push(what)
  const clock = createFakeClock()
  const endpoint = createEndpoint(clock, decide, canObtain, breach)
  const auth = createCoordinator({ source: endpoint.source, origins: 'any', clock, random: () => 0.5, refreshAt: 0.8, ...options })

  const sent: Authorization[] = []
  const open = createOpenPromises()
  /** The newest authorization that came, until something makes it doubtful. */
  let newest: Authorization | undefined
  /** Counts the changes from outside. */
  let epoch = 0
  auth.on('refresh', ({ generation }) => {
    if (newest !== undefined && generation > newest.generation) newest = undefined
  })

  return {
    clock,
    endpoint,
    sent,
    request,
    reject,
    setTokens(refreshable) {
      beginEpoch()
      open.track(auth.setTokens(endpoint.respond(refreshable)))
    },
    clear() {
      beginEpoch()
      open.track(auth.clear())
    },
    invalidate() {
      newest = undefined
      auth.invalidate()
    },
    settleAll,
    async dispose() {
      auth.dispose()
      await flush()
      if (clock.pendingTimers > 0) breach(`${clock.pendingTimers} timers are left`)
    },
    check() {
      if (breaches.length > 0) throw new Error(breaches.join('; '))
    },
  }

  function beginEpoch(): void {
    newest = undefined
    epoch++
    endpoint.beginEpoch()
  }

  function request(signal?: AbortSignal): Attempt {
    const authorization = adapterSideOf(auth).authorize({ url, signal })
    if (authorization === undefined) {
      breach('a request was taken for none of ours')
      return { open: false, authorization }
    }
    if (!(authorization instanceof Promise)) {
      arrived(authorization)
      return { open: false, authorization }
    }
    if (phaseOf(newest && issuedOf(newest), clock) !== 'expired') breach('a valid token was withheld')
    return follow(authorization)
  }

  async function reject(authorization: Authorization, signal?: AbortSignal): Promise<Attempt> {
    const isStale =
      newest !== undefined && newest.generation > authorization.generation && phaseOf(newest && issuedOf(newest), clock) === 'fresh'
    const before = endpoint.requests
    if (!authorization.isFinal && newest?.generation === authorization.generation) newest = undefined
    const attempt = follow(replay(authorization, signal))
    if (isStale && !endpoint.busy) {
      await flush()
      if (endpoint.requests > before) breach('a stale 401 caused a token request')
    }
    return attempt
  }

  async function replay(authorization: Authorization, signal: AbortSignal | undefined): Promise<Authorization | undefined> {
    const rejected = { status: 401, challenge: 'Bearer error="invalid_token"' }
    const hasExpired = clock.wall() >= authorization.expires!.wall
    const next = await adapterSideOf(auth).handleErrorResponse(authorization, rejected, { url, replayable: true, signal })
    if (next === undefined) return undefined
    if (authorization.attempt >= 3 || (authorization.isFinal && !hasExpired)) breach('a final replay was replayed')
    if (next.generation === authorization.generation) breach('replayed with the token that was refused')
    return next
  }

  function follow(promise: Promise<Authorization | undefined>): Attempt {
    const attempt = { open: true, authorization: undefined as Authorization | undefined }
    const arrival = async (): Promise<void> => {
      try {
        attempt.authorization = await promise
        if (attempt.authorization !== undefined) arrived(attempt.authorization)
      } finally {
        attempt.open = false
      }
    }
    open.track(arrival())
    return attempt
  }

  function arrived(authorization: Authorization): void {
    sent.push(authorization)
    if ((issuedOf(authorization)?.epoch ?? epoch) < epoch) breach('a token from before a clear or setTokens was used after it')
    if (authorization.generation < (newest?.generation ?? 0)) return
    newest = authorization
  }

  function issuedOf(authorization: Authorization): Issued | undefined {
    return endpoint.issued(authorization.value.replace('Bearer ', ''))
  }

  async function settleAll(settleOne: () => Promise<void> | undefined): Promise<void> {
    let idle = false
    await flush()
    for (let round = 0; round < 60 && (open.count() > 0 || !idle); round++) {
      idle = false
      for (let tasks = 0; tasks < 10 && !idle; tasks++) {
        const settling = settleOne()
        idle = settling === undefined
        await settling
        await flush()
      }
      if (open.count() > 0 || !idle) await clock.advance(10_000)
    }
    if (open.count() > 0) breach(`${open.count()} promises never settled`)
  }
}
