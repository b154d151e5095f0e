import { throwIfAborted } from './abort.ts'
import { type Moment, readClock } from './clock.ts'
import { type EverbearerError, SessionEndedError, type SessionEndReason } from './errors.ts'
import type { Emitter, RenewalReason } from './events.ts'
import { classify } from './failure.ts'
import { createFlight, type Flight } from './flight.ts'
import { chooseGrant } from './grant.ts'
import { type HeldToken, holdToken, issuedMoment, rehold } from './held-token.ts'
import type { Settings } from './options.ts'
import { type NotRenewed, renew, type Renewed } from './renewal.ts'
import { createRefusedReplays } from './refused-replays.ts'
import { createRenewalTimer } from './renewal-timer.ts'
import { type Rest, restAfter, restError } from './rest.ts'
import { createStoreAccess } from './store-access.ts'
import { firstStoredToken, nextStoredToken, type StoredToken } from './token-record.ts'
import { readTokenResponse } from './token-response.ts'
import { type Phase, phaseAt } from './windows.ts'

/** One session's token through all its generations: who may use it now, and when it is renewed. */
export interface Session {
  /**
   * The token to send now, without waiting: undefined where there is none that is good. Past its soft window
   * this also starts a refresh in the background.
   */
  current(): HeldToken | undefined
  /** The token to send, waited for. Rejects with a typed error, or with the signal's reason. */
  next(signal?: AbortSignal | null): Promise<HeldToken>
  /**
   * Says that a generation is no good, which starts a renewal if it is the present one.
   *
   * @returns false where nothing better than that generation can be had for now
   */
  refuse(generation: number, reason: RenewalReason): boolean
  /** Says that a server refused even a replay with this generation. */
  refuseReplay(generation: number): void
  /** Replaces the token from outside, as after a login. Wins over a renewal in progress. */
  set(response: unknown): Promise<void>
  /** Drops the token; `cleared` drops it from the store as well. Wins over a renewal in progress. */
  end(reason: SessionEndReason): Promise<void>
}

/**
 * Reading a clock is most of what a request with a good token costs, so the monotonic one is read this seldom, ms.
 * It only matters where the wall clock was set back.
 */
const checkInterval = 100

/** How a renewal ended, for those who wait for it. An error is made anew for each, as clients write into those they pass on. */
type Landing = { readonly token: HeldToken } | { readonly error: () => EverbearerError }

export function createSession(settings: Settings, emitter: Emitter): Session {
  const { clock, source } = settings
  const { emit } = emitter
  const store = createStoreAccess(settings.store, emitter)
  let held: HeldToken | undefined
  let lastGeneration = 0
  const refusedReplays = createRefusedReplays(clock, settings.cooldown)
  /** The last generation that was sought because a server had refused the one before. */
  let soughtAfterRefusal = 0
  /** The generation that is no good although unexpired, while a better one is sought. */
  let refused = 0
  let flight: Flight<Landing> | undefined
  let rest: Rest | undefined
  let ended: (() => SessionEndedError) | undefined
  /** Resolves when neither a renewal nor a change from outside is at the store. */
  let storeIdle: Promise<unknown> = Promise.resolve()
  /** Has the present token been asked for? An idle process renews nothing. */
  let used = false
  /** When both clocks last said that the present token is fresh, wall clock. */
  let freshAt = -Infinity
  const timer = settings.proactive ? createRenewalTimer(clock, untilDue, renewInTime) : undefined

  return { current, next, refuse, refuseReplay, set, end }

  function current(): HeldToken | undefined {
    if (held === undefined || held.first.generation === refused) return undefined
    const wall = clock.wall()
    const sinceChecked = wall - freshAt
    used = true
    if (sinceChecked >= 0 && sinceChecked < checkInterval && wall < held.deadlines.soft.wall) return held
    const phase = phaseAt(held.deadlines, wall, clock.monotonic())
    if (phase === 'fresh') freshAt = wall
    if (phase === 'expired') return undefined
    if (phase === 'due' && flight === undefined && !isResting() && canRenew(held)) takeOff('due')
    return held
  }

  async function next(signal?: AbortSignal | null): Promise<HeldToken> {
    throwIfAborted(signal)
    const usable = current()
    if (usable !== undefined) return usable
    if (flight === undefined) {
      if (ended !== undefined) throw ended()
      if (rest !== undefined && isResting()) throw restError(rest)
      takeOff(held === undefined ? 'missing' : 'expired')
    }
    const landing = await flight!.join(signal)
    if ('token' in landing) return landing.token
    // A token that one server refused may still be good for others; better than an error while it lasts.
    if (held !== undefined && phaseOf(held) !== 'expired') return held
    throw landing.error()
  }

  function refuse(generation: number, reason: RenewalReason): boolean {
    if (held?.first.generation !== generation) return held !== undefined || flight !== undefined
    if (flight === undefined) {
      if (ended !== undefined || isResting()) return false
      if (reason === 'refused' && refusedReplays.forbid(generation)) return false
      takeOff(reason)
    }
    refused = generation
    return true
  }

  function refuseReplay(generation: number): void {
    // A token that was already on its way when the first refusal came may have died of the same cause.
    if (generation === soughtAfterRefusal) refusedReplays.note(generation)
  }

  async function set(response: unknown): Promise<void> {
    if (ended?.().reason === 'disposed') throw ended()
    const issued = readClock(clock)
    const answer = readTokenResponse(response, settings.scheme, issued.wall)
    if ('error' in answer) throw answer.error
    const stored = nextStoredToken(answer, undefined, lastGeneration + 1, issued.wall)
    overtake({ token: adopt(stored, issued) })
    await writeFromOutside(stored)
  }

  async function end(reason: SessionEndReason): Promise<void> {
    const error = (): SessionEndedError => new SessionEndedError(reason)
    held = undefined
    lastGeneration++
    rest = undefined
    timer?.disarm()
    if (reason === 'disposed' || source.obtain === undefined) {
      ended = error
      emit('session-ended', { reason })
    }
    overtake({ error })
    if (reason === 'cleared') await writeFromOutside(undefined)
  }

  function takeOff(reason: RenewalReason): void {
    const begun = clock.monotonic()
    const own: Flight<Landing> = createFlight<Landing>(async (signal) => {
      await storeIdle
      if (signal.aborted) return overtaken
      const known = held?.record.toStored() ?? (lastGeneration === 0 ? firstStoredToken(source.initialRefreshToken?.()) : undefined)
      const work = renew(known, lastGeneration, signal, store, settings).catch(
        (error: unknown): NotRenewed => ({ kind: 'failed', failure: classify(error, 'obtain'), known }),
      )
      storeIdle = work
      const result = await work
      if (flight !== own) return overtaken
      flight = undefined
      return conclude(result, reason, { reason, duration: clock.monotonic() - begun, waiters: own.waiters })
    })
    flight = own
  }

  function conclude(
    result: Renewed | NotRenewed,
    reason: RenewalReason,
    facts: { reason: RenewalReason; duration: number; waiters: number },
  ): Landing {
    if (result.kind === 'renewed') {
      const token = adopt(result.stored, result.issued)
      if (reason === 'refused') soughtAfterRefusal = result.stored.generation
      emit('refresh', { ...facts, grant: result.grant, generation: result.stored.generation })
      return { token }
    }
    const { failure, known } = result
    refused = 0
    if (known !== undefined) keep(known)
    if (result.kind === 'failed' && failure !== undefined) {
      const now = (rest = restAfter(failure, rest, settings))
      timer?.arm()
      const error = (): EverbearerError => restError(now)
      emit('refresh-failed', { ...facts, class: failure.class, error: error() })
      emit('cooldown', { duration: now.duration, until: now.retryAt, failures: now.failures })
      return { error }
    }
    const error = (): SessionEndedError => new SessionEndedError('no-grant', failure?.cause)
    emit('refresh-failed', { ...facts, class: 'invalid-grant', error: error() })
    // A token that is merely due serves to its end; the session is over when that is.
    if (reason !== 'due') {
      ended = error
      emit('session-ended', { reason: 'no-grant' })
    }
    return { error }
  }

  function adopt(stored: StoredToken, issued: Moment): HeldToken {
    held = holdToken(stored, issued, settings)
    lastGeneration = stored.generation
    refused = 0
    rest = undefined
    ended = undefined
    used = false
    freshAt = -Infinity
    timer?.arm()
    return held
  }

  /** Takes note of what a failed renewal found out about the refresh token. */
  function keep(known: StoredToken): void {
    const isHeld = held?.first.generation === known.generation
    held = isHeld && held ? rehold(held, known) : holdToken(known, issuedMoment(known, readClock(clock)), settings)
    lastGeneration = Math.max(lastGeneration, known.generation)
  }

  /** Ends a renewal in progress with a result from outside. */
  function overtake(landing: Landing): void {
    const loser = flight
    flight = undefined
    loser?.settle(landing)
  }

  function writeFromOutside(stored: StoredToken | undefined): Promise<void> {
    const write = storeIdle.then(() => store.replace(stored))
    storeIdle = write
    return write
  }

  /** On the clock that is ahead, as `phaseAt` judges; and not before a rest is over. */
  function untilDue(): number {
    if (held === undefined) return Infinity
    const { wall, monotonic } = held.deadlines.soft
    const due = Math.min(wall - clock.wall(), monotonic - clock.monotonic())
    return Math.max(due, (rest?.until ?? 0) - clock.monotonic())
  }

  function renewInTime(): void {
    if (!used || flight !== undefined || held === undefined || !canRenew(held)) return
    used = false
    takeOff('due')
  }

  function phaseOf(token: HeldToken): Phase {
    return phaseAt(token.deadlines, clock.wall(), clock.monotonic())
  }

  function isResting(): boolean {
    return rest !== undefined && clock.monotonic() < rest.until
  }

  function canRenew(token: HeldToken): boolean {
    return chooseGrant(source, token.record.toStored(), clock.wall()) !== undefined
  }
}

/** What a flight gives that was settled from outside: nobody receives it. */
const overtaken: Landing = { error: () => new SessionEndedError('cleared') }
