import { throwIfAborted } from './abort.ts'
import { readClock } from './clock.ts'
import { type EverbearerError, SessionEndedError } from './errors.ts'
import type { Emitter, RenewalReason } from './events.ts'
import { classify } from './failure.ts'
import { createFlight, type Flight } from './flight.ts'
import { chooseGrant } from './grant.ts'
import type { Authorization, HeldToken } from './held-token.ts'
import type { Settings } from './options.ts'
import { createOutlook } from './outlook.ts'
import { createRefusedReplays } from './refused-replays.ts'
import { adoptable, type NotRenewed, renew, type Renewed } from './renewal.ts'
import { createRenewalTimer } from './renewal-timer.ts'
import { createSpentTokens } from './spent-tokens.ts'
import { createStoreAccess } from './store-access.ts'
import { endOfSession, firstStoredToken, isEndOfSession, nextStoredToken } from './token-record.ts'
import { readTokenResponse } from './token-response.ts'
import { createTokenSlot } from './token-slot.ts'

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
   * Says that what a request was sent with is no good, which starts a renewal if it is the present token.
   *
   * @returns false where nothing better can be had for that request now
   */
  refuse(sent: Authorization, reason: RenewalReason): boolean
  /** Says that a server refused even a replay with this generation. */
  refuseReplay(generation: number): void
  /** Says that the present token is no good, and has it renewed. */
  invalidate(): void
  /** Replaces the token from outside, as after a login. Wins over a renewal in progress. */
  set(response: unknown): Promise<void>
  /** Drops the token; `cleared` drops it from the store as well. Wins over a renewal in progress. */
  end(reason: 'cleared' | 'disposed'): Promise<void>
}

/** How a renewal ended, for those who wait for it. An error is made anew for each, as clients write into those they pass on. */
type Landing = { readonly token: HeldToken } | { readonly error: () => EverbearerError }

/** Common to all events that tell of a renewal. */
type Facts = { readonly reason: RenewalReason; readonly duration: number; readonly waiters: number }

export function createSession(settings: Settings, emitter: Emitter): Session {
  const { clock, source } = settings
  const { emit } = emitter
  const store = createStoreAccess(settings.store, emitter, clock, settings.refreshTimeout)
  const slot = createTokenSlot(clock, settings)
  const outlook = createOutlook(settings, emitter)
  const refusedReplays = createRefusedReplays(clock, settings.cooldown)
  const timer = settings.proactive ? createRenewalTimer(clock, untilRenewal, renewInTime) : undefined
  let flight: Flight<Landing> | undefined
  const spent = createSpentTokens()
  /** The generation that is no good although unexpired, while a better one is sought. */
  let refused = 0
  /** The last generation that was sought because a server had refused the one before. */
  let soughtAfterRefusal = 0
  /** Has the present token been asked for? An idle process renews nothing. */
  let used = false
  const unsubscribe = settings.store.subscribe?.(() => void store.inTurn(follow))

  return { current, next, refuse, refuseReplay, invalidate, set, end }

  function current(): HeldToken | undefined {
    const { token } = slot
    if (token === undefined || token.first.generation === refused) return undefined
    used = true
    const phase = slot.phase()
    if (phase === 'expired') return undefined
    if (phase === 'due' && flight === undefined && outlook.isOpen() && canRenew()) takeOff('due')
    return token
  }

  async function next(signal?: AbortSignal | null): Promise<HeldToken> {
    throwIfAborted(signal)
    const landing = current() ?? (await (flight ?? takeOffOrThrow()).join(signal))
    if ('first' in landing) return landing
    if ('token' in landing) return landing.token
    // A token that one server refused may still be good for others; better than an error while it lasts.
    if (slot.token !== undefined && slot.phase() !== 'expired') return slot.token
    throw landing.error()
  }

  function refuse({ session, generation }: Authorization, reason: RenewalReason): boolean {
    // What was sent for one user is not sent again for the next.
    if (session !== slot.session) return false
    if (slot.token?.first.generation !== generation) return slot.token !== undefined || flight !== undefined
    if (flight === undefined) {
      if (!outlook.isOpen()) return false
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

  function invalidate(): void {
    if (slot.token !== undefined) refuse(slot.token.first, 'invalidated')
  }

  async function set(response: unknown): Promise<void> {
    if (outlook.isDisposed) outlook.expectOpen()
    const issued = readClock(clock)
    const answer = readTokenResponse(response, settings.scheme, issued.wall)
    if ('error' in answer) throw answer.error
    const stored = nextStoredToken(answer, undefined, slot.lastGeneration + 1, issued.wall)
    overtake({ token: begin(slot.put(stored, issued)) })
    await store.inTurn(() => store.replace(stored))
  }

  async function end(reason: 'cleared' | 'disposed'): Promise<void> {
    drop(reason)
    const left = endOfSession(slot.lastGeneration + 1, clock.wall())
    if (reason === 'cleared') await store.inTurn(() => store.replace(left))
    else unsubscribe?.()
  }

  /** Takes up what another process has done in the store: a newer token, or a logout. */
  async function follow(): Promise<void> {
    const { lastGeneration, session } = slot
    const look = await store.look()
    // A login meanwhile is newer than what was found.
    if (look === undefined || outlook.isDisposed || slot.lastGeneration !== lastGeneration || slot.session !== session) return
    const { found } = look
    const isNewer = found !== undefined && (slot.token === undefined || found.generation > lastGeneration)
    if (isNewer && isEndOfSession(found)) drop('cleared')
    const newer = isNewer ? adoptable(found, settings) : undefined
    if (newer !== undefined) overtake({ token: begin(slot.put(newer.stored, newer.issued)) })
  }

  function takeOffOrThrow(): Flight<Landing> {
    outlook.expectOpen()
    return takeOff(slot.token === undefined ? 'missing' : 'expired')
  }

  function takeOff(reason: RenewalReason): Flight<Landing> {
    const begun = clock.monotonic()
    const facts = (): Facts => ({ reason, duration: Math.round(clock.monotonic() - begun), waiters: own.waiters })
    const land = (result: Renewed | NotRenewed | undefined): Landing => {
      if (result === undefined || flight !== own) return overtaken
      flight = undefined
      return conclude(result, facts())
    }
    const own: Flight<Landing> = createFlight<Landing>(
      async (signal) => land(await store.inTurn(async () => (signal.aborted ? undefined : store.leased(signal, () => seek(signal))))),
      (error) => land({ kind: 'failed', failure: classify(error, 'obtain'), known: slot.token?.record.toStored() }),
    )
    flight = own
    return own
  }

  function seek(signal: AbortSignal): Promise<Renewed | NotRenewed> {
    const { token, session, lastGeneration } = slot
    const begins = token === undefined && session === 0
    const known = begins ? firstStoredToken(source.initialRefreshToken?.() || undefined) : token?.record.toStored()
    return renew(known, lastGeneration, spent, signal, store, settings)
  }

  function conclude(result: Renewed | NotRenewed, facts: Facts): Landing {
    if (result.kind === 'renewed') {
      const { stored, issued, grant } = result
      const token = begin(slot.put(stored, issued))
      if (facts.reason === 'refused') soughtAfterRefusal = stored.generation
      emit('refresh', { ...facts, grant, generation: stored.generation })
      return { token }
    }
    refused = 0
    if (result.kind === 'cleared') {
      drop('cleared')
      return { error: () => new SessionEndedError('cleared') }
    }
    const { failure, known } = result
    if (known !== undefined) slot.note(known)
    if (result.kind === 'failed') {
      const error = outlook.fail(result.failure)
      timer?.arm()
      emit('refresh-failed', { ...facts, class: result.failure.class, error: error() })
      return { error }
    }
    const error = (): EverbearerError => new SessionEndedError('no-grant', failure?.cause)
    emit('refresh-failed', { ...facts, class: failure?.class ?? 'invalid-grant', error: error() })
    // A token that is merely due serves to its end; the session is over when that is.
    if (facts.reason !== 'due') outlook.finish('no-grant', failure?.cause)
    return { error }
  }

  /** A new token makes all that was amiss with the last one void. */
  function begin(token: HeldToken): HeldToken {
    refused = 0
    used = false
    outlook.reopen()
    timer?.arm()
    return token
  }

  function drop(reason: 'cleared' | 'disposed'): void {
    if (outlook.isDisposed) return
    slot.empty()
    timer?.disarm()
    if (reason === 'disposed' || source.obtain === undefined) outlook.finish(reason)
    overtake({ error: () => new SessionEndedError(reason) })
  }

  /** Ends a renewal in progress with a result from outside. */
  function overtake(landing: Landing): void {
    const loser = flight
    flight = undefined
    loser?.settle(landing)
  }

  function untilRenewal(): number {
    return Math.max(slot.untilDue(), outlook.restLeft())
  }

  function renewInTime(): void {
    if (!used || flight !== undefined || !canRenew()) return
    used = false
    takeOff('due')
  }

  function canRenew(): boolean {
    return chooseGrant(source, slot.token?.record.toStored(), clock.wall()) !== undefined
  }
}

/** What a flight gives that was settled from outside: nobody receives it. */
const overtaken: Landing = { error: () => new SessionEndedError('cleared') }
