import type { IgnoreRule } from '../policy/classify-response.ts'
import { demandKey, isMetByScope, type StepUpDemand, stepUpDemandOf } from '../policy/step-up-demand.ts'
import { type Authorization, mostAttempts } from './active-token.ts'
import { askForStepUp, type StepUpResult } from './ask-for-step-up.ts'
import { methodNameOf, originOf } from './request-trace.ts'
import type { PresentSession } from './session-identity.ts'
import { createFlight, type Flight } from './single-flight.ts'
import type { StepUpChallenge, StepUpHook, StepUpRequest, StepUps, StepUpTools } from './step-up-interface.ts'

/** Time during which the hook of `stepUp` is not called again for a server's demand that the hook's tokens did not meet, ms. */
const unmetPause = 60_000
/** Maximum number of demands that are remembered. A limit is needed, because servers can make any number of demands. */
const mostCalls = 50

/** A call of the hook of `stepUp` for a server's demand, and the result of this call. */
interface StepUpCall {
  readonly key: string
  readonly demand: StepUpDemand
  /** The authorization (the headers with the token) of the request for which the hook is called. */
  readonly sent: Authorization
  readonly facts: Pick<StepUpChallenge, 'origin' | 'method'>
  /**
   * The call, for which any number of requests can wait. The result is the rule by which callers get their responses; undefined: the demand
   * is met.
   */
  readonly flight: Flight<IgnoreRule | undefined>
  isRunning: boolean
  /** Generation (number) of the hook's tokens; undefined: no tokens came. */
  generation: number | undefined
  /** End of the time during which the hook is not called for this demand, ms on the monotonic clock. */
  pausedUntil: number
}

/**
 * Makes the function that calls the hook of `stepUp` if a server demands a step-up (a stronger login or more scopes). Requests with the
 * same demand share one call. Calls for different demands follow one after another.
 */
export function createStepUps(given: StepUpHook, tools: StepUpTools): StepUps {
  const { session, clock, emit, scheme } = tools
  let calls: readonly StepUpCall[] = []
  let lastCall: Promise<unknown> = Promise.resolve()
  let ownSignal: AbortSignal | undefined
  const hook: StepUpHook = (challenge) => {
    ownSignal = challenge.signal
    return given(challenge)
  }

  return (sent, response, request) => {
    const demand = stepUpDemandOf(response, request.url, scheme)
    // A request of the hook gets no step-up, because the hook would wait for itself.
    if (demand === undefined || (ownSignal !== undefined && request.signal === ownSignal)) return undefined
    return { rejection: rejectionOf(demand, sent), meet: () => meet(demand, sent, request) }
  }

  function rejectionOf(demand: StepUpDemand, sent: Authorization): IgnoreRule | 'replay' {
    if (sent.session !== session.present) return 'session-over'
    if (sent.attempt < mostAttempts) return 'replay'
    const call = callFor(demand, sent)
    if (call?.generation !== sent.generation) return 'rejected-again'
    call.pausedUntil = clock.monotonic() + unmetPause
    return 'step-up-unmet'
  }

  async function meet(demand: StepUpDemand, sent: Authorization, request: StepUpRequest): Promise<IgnoreRule | undefined> {
    const of = sent.session as PresentSession
    of.throwIfEnded()
    let call = callFor(demand, sent)
    if (call?.isRunning !== true) {
      if (isMet(demand, sent, call)) return undefined
      if (call !== undefined && clock.monotonic() < call.pausedUntil) return 'step-up-unmet'
      call = begin(demand, sent, request)
    }
    const rule = await call.flight.join(request.signal)
    of.throwIfEnded()
    return rule
  }

  /** Returns the last call of the hook for this demand in the session of the request; undefined: no call. */
  function callFor(demand: StepUpDemand, { session: of }: Authorization): StepUpCall | undefined {
    const key = demandKey(demand)
    return calls.find((call) => call.key === key && call.sent.session === of)
  }

  /** Checks whether tokens that meet the demand have come since the request was sent. */
  function isMet(demand: StepUpDemand, sent: Authorization, call?: StepUpCall): boolean {
    if (call?.generation !== undefined && sent.generation < call.generation) return true
    const stored = session.stored()
    return stored !== undefined && !sent.value.endsWith(stored.accessToken) && isMetByScope(demand, stored.scope)
  }

  function begin(demand: StepUpDemand, sent: Authorization, { url, method }: StepUpRequest): StepUpCall {
    const result = lastCall.then(() => run(call))
    lastCall = result
    const call: StepUpCall = {
      key: demandKey(demand),
      demand,
      sent,
      facts: { origin: originOf(url), method: methodNameOf(method) },
      flight: createFlight(() => result, { onCrash: () => 'step-up-failed' }),
      isRunning: true,
      generation: undefined,
      pausedUntil: -Infinity,
    }
    const others = calls.filter(({ key, sent: { session: of } }) => of === session.present && key !== call.key)
    calls = [...others.slice(1 - mostCalls), call]
    return call
  }

  /** Calls the hook unless the demand is already met. Begins after all earlier calls of the hook have ended. Never rejects. */
  async function run(call: StepUpCall): Promise<IgnoreRule | undefined> {
    const { demand, sent, facts, flight } = call
    const begun = clock.monotonic()
    // The tokens of the previous call may meet this demand, too.
    if (sent.session !== session.present || isMet(demand, sent)) {
      call.isRunning = false
      return undefined
    }
    const challenge = { ...demand, ...facts, grantedScope: session.stored()?.scope }
    const result = await askForStepUp(hook, challenge, sent.session, tools)
    call.isRunning = false
    if (result.kind === 'tokens') call.generation = result.generation
    const failure = result.kind === 'failed' ? result.failure : undefined
    const duration = Math.round(clock.monotonic() - begun)
    emit('step-up', { error: demand.error, ...facts, result: result.kind, failure, duration, waiters: flight.waiters })
    return rules[result.kind]
  }
}

/**
 * For each result of the hook, the rule by which callers get their responses. Undefined: the demand is met, and the request is sent again.
 * If the session has ended, callers get the error of the session instead.
 */
const rules: Readonly<Record<StepUpResult['kind'], IgnoreRule | undefined>> = {
  tokens: undefined,
  declined: 'step-up-declined',
  failed: 'step-up-failed',
  dropped: 'session-over',
}
