import { baseUrl } from '../lib/base-url.ts'
import type { Clock } from '../lib/clock.ts'
import { EverbearerError } from '../lib/errors.ts'
import { parseUrl } from '../lib/parse-url.ts'
import type { Emitter } from './events.ts'
import { systemCodeOf } from '../policy/classify-failure.ts'
import type { Authorization } from './active-token.ts'
import type { AllowedOrigins } from '../policy/allowed-origins.ts'
import { describeIgnored } from '../policy/describe-ignored.ts'
import type { SkipReason } from '../policy/skip-reason.ts'
import type { RequestFacts } from './request-events.ts'
import type { ResponseFacts, IgnoreRule } from '../policy/classify-response.ts'
import type { SessionIdentity } from './session-identity.ts'

/** The facts of a request that its events report. */
export interface TracedRequest {
  /** URL of the request. */
  readonly url: string
  /** HTTP method, in upper or lower case. @default 'GET' */
  readonly method?: string | undefined
  /** The session that the call began in. @default the current session */
  readonly session?: SessionIdentity | undefined
}

/**
 * Emits the events of one request. The trace is passed with the request to `authorize` and `handleErrorResponse`, which report their
 * decisions to the trace. An adapter calls `attempt` each time before it sends the request, and at the end `finished` or `failed`.
 */
export interface RequestTrace {
  /** Reports that the request is sent now. `authorization`: the headers with the token; undefined: the request has no token. */
  attempt(authorization: Authorization | undefined): void
  /** Reports that the caller gets a response. */
  finished(status: number): void
  /** Reports that the caller gets no response. */
  failed(error: unknown): void
  /** Called by core, not by adapters: reports that the request gets no token. */
  skipped(reason: SkipReason, allowed: AllowedOrigins): void
  /** Called by core, not by adapters: reports that the request begins to wait for its first token. */
  waits(): void
  /** Called by core, not by adapters: reports that the response to `sent` is left to the caller. */
  ignored(sent: Authorization, response: ResponseFacts, rule: IgnoreRule): void
}

/** The objects that traces need to emit events. */
export interface TraceContext {
  readonly emitter: Emitter
  readonly clock: Clock
  /** The HTTP authentication scheme of the tokens in lower case, such as `bearer`. */
  readonly scheme: string
  /** Returns the current session, for a request that names no session. */
  readonly present: () => SessionIdentity
}

/**
 * Makes the function that creates the trace of a request. If request events have no listener, a request has no trace and allocates nothing.
 *
 * @returns a function that returns undefined if request events have no listener
 */
export function createRequestTraces(context: TraceContext): (request: TracedRequest) => RequestTrace | undefined {
  let requests = 0
  return (request) => {
    requests++
    if (!context.emitter.isRequestWatched()) return undefined
    const { number } = request.session ?? context.present()
    const facts = { request: requests, session: number, origin: originOf(request.url), method: methodNameOf(request.method) }
    return createRequestTrace(facts, context)
  }
}

function createRequestTrace(facts: RequestFacts, { emitter: { emit }, clock, scheme }: TraceContext): RequestTrace {
  const begun = clock.monotonic()
  let waitBegan: number | undefined
  let sentAt = begun
  let from: number | undefined
  let attempts = 0
  let hasEnded = false
  const since = (moment: number): number => Math.round(clock.monotonic() - moment)

  return {
    attempt(authorization) {
      const generation = authorization?.generation
      attempts++
      if (waitBegan !== undefined && generation !== undefined) emit('waited', { ...facts, generation, duration: since(waitBegan) })
      if (from !== undefined && generation !== undefined)
        emit('replay', { ...facts, from, generation, attempt: attempts, duration: since(sentAt) })
      emit('attempt', { ...facts, generation, attempt: attempts })
      waitBegan = undefined
      from = generation
      sentAt = clock.monotonic()
    },
    finished: (status) => end(status, undefined),
    failed: (error) => end(undefined, describeError(error)),
    skipped: (reason, allowed) => emit('skipped', { ...facts, reason, allowed: reason === 'origin' ? allowed : undefined }),
    waits() {
      waitBegan ??= clock.monotonic()
    },
    ignored({ generation }, response, rule) {
      const described = describeIgnored(response, rule, scheme)
      if (described !== undefined) emit('ignored', { ...facts, generation, ...described })
    },
  }

  function end(status: number | undefined, error: string | undefined): void {
    if (hasEnded) return
    hasEnded = true
    emit('finished', { ...facts, status, error, attempts, duration: since(begun) })
  }
}

/** Returns the origin of a request for events; the text `null` if the URL can't be read. */
export function originOf(url: string): string {
  return parseUrl(url, baseUrl())?.origin || 'null'
}

/**
 * Returns the method of a request for events; `other` if the text does not look like a method, because it may be a secret in the wrong
 * place.
 */
export function methodNameOf(method: string | undefined): string {
  const given: unknown = method ?? 'GET'
  const name = typeof given === 'string' ? given.toUpperCase() : ''
  return /^[A-Z-]{1,20}$/.test(name) ? name : 'other'
}

/** Returns the code or name of an error that a client threw. Any other text, such as a message, may hold a secret. */
function describeError(error: unknown): string {
  if (error instanceof EverbearerError) return error.code
  const name = systemCodeOf(error) ?? (error instanceof Error ? error.name : '')
  return /^[A-Za-z][A-Za-z\d_]{1,39}$/.test(name) ? name : 'Error'
}
