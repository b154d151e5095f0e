/// <reference lib="esnext.disposable" preserve="true" />
import { type Attributes, metrics, type ObservableCallback, trace } from '@opentelemetry/api'
import type { AccountEvent, CoordinatorEvents, CoordinatorOrPool, CoordinatorPool, EventName } from '@everbearer/core'
import { expectCoordinator, systemClock } from '@everbearer/core/adapter'
import { challengeTypeOf, errorTypeOf, names, present, serverOf, statusOf } from './attributes.ts'
import { createInstruments } from './instruments.ts'
import { nearestExpiry } from './nearest-expiry.ts'
import { checkOptions, type ObserveOptions } from './options.ts'
import { recordSpan, refreshEndOf } from './refresh-end.ts'
import { createWaitLog } from './waits.ts'

/** Function that ends the metrics and spans of one call of `observe()`. A second call has no effect. */
export interface Observation {
  (): void
  /** Ends the metrics and spans at the end of a `using` block. */
  [Symbol.dispose](): void
}

/** Name of the instrumentation scope. */
const scope = '@everbearer/otel'

/**
 * Records metrics and spans of a coordinator, or of all coordinators of a pool, with OpenTelemetry. Call `observe()` after the SDK has
 * started.
 *
 * Each refresh makes a span with links to the spans of the callers that waited. No attribute contains a token, secret, path, query, user or
 * account. Until the returned function is called, each request emits events, which allocates memory.
 *
 * @returns a function that ends the observation
 * @throws {TypeError} an argument is wrong; the message says what was expected
 * @example
 * ```ts
 * import { type Coordinator } from '@everbearer/core'
 * import { observe } from '@everbearer/otel'
 *
 * declare const auth: Coordinator
 *
 * const stop = observe(auth, { attributes: { 'everbearer.coordinator': 'orders' } })
 * ```
 */
export function observe(auth: CoordinatorOrPool, options: ObserveOptions = {}): Observation {
  expectCoordinator('observe', auth)
  checkOptions(options)
  const { meterProvider = metrics.getMeterProvider(), tracerProvider = trace.getTracerProvider(), servers = false } = options
  const { attributes: more = {} } = options
  const instruments = createInstruments(meterProvider.getMeter(scope))
  const tracer = tracerProvider.getTracer(scope)
  const waits = createWaitLog()
  const withMore = (attributes: Attributes = {}): Attributes => ({ ...more, ...present(attributes) })
  const serverAt = ({ origin }: { readonly origin: string }): Attributes => (servers ? serverOf(origin) : {})

  const onRefreshEnd =
    <Name extends 'refresh' | 'refresh-failed' | 'refresh-superseded'>(name: Name): Handler<Name> =>
    (event, account) => {
      const end = refreshEndOf(name, event)
      const { elapsed, links } = waits.take(account)
      instruments.refreshDuration.record(end.duration / 1000, withMore(end.attributes))
      for (const ms of elapsed)
        instruments.waitDuration.record(Math.max(0, end.duration - ms) / 1000, withMore({ [names.reason]: event.reason }))
      recordSpan(tracer, end, { waiters: elapsed.length, links, more }, systemClock.wall())
    }

  const offs = subscribeAll(auth, {
    waiting: ({ elapsed }, account) => waits.add(account, elapsed),
    refresh: onRefreshEnd('refresh'),
    'refresh-failed': onRefreshEnd('refresh-failed'),
    'refresh-superseded': onRefreshEnd('refresh-superseded'),
    'attempt-failed': (event) =>
      instruments.tokenRequestFailures.add(
        1,
        withMore({ [names.grant]: event.grant, [names.errorType]: errorTypeOf(event), [names.status]: statusOf(event.status) }),
      ),
    replay: (event) => instruments.replays.add(1, withMore(serverAt(event))),
    ignored: (event) =>
      instruments.ignoredRejections.add(
        1,
        withMore({
          [names.rule]: event.rule,
          [names.errorType]: challengeTypeOf(event),
          [names.status]: statusOf(event.status),
          ...serverAt(event),
        }),
      ),
    cooldown: () => instruments.cooldowns.add(1, withMore()),
    'store-failed': ({ operation }) => instruments.storeFailures.add(1, withMore({ [names.operation]: operation })),
    'session-ended': ({ reason }) => instruments.sessionEnds.add(1, withMore({ [names.end]: reason })),
  })

  let hadExpiry = false
  const observeExpiry: ObservableCallback = (result) => {
    const left = nearestExpiry(isPool(auth) ? auth.peek() : [auth.peek()], systemClock.wall())
    // The SDK repeats the last value of a gauge forever. Without a token, that value would be wrong, so NaN replaces it.
    if (left !== undefined || hadExpiry) result.observe(left ?? Number.NaN, withMore())
    hadExpiry ||= left !== undefined
  }
  instruments.timeToExpiry.addCallback(observeExpiry)

  const stop = (): void => {
    for (const off of offs) off()
    instruments.timeToExpiry.removeCallback(observeExpiry)
  }
  return Object.assign(stop, { [Symbol.dispose]: stop })
}

/** Records one event of a coordinator. @param account - key of the account in a pool; undefined: there is no pool */
type Handler<Name extends EventName> = (event: CoordinatorEvents[Name], account: string | undefined) => void

type Handlers = { readonly [Name in EventName]?: Handler<Name> }

/** Subscribes only to the events that have a handler, so that other events have no listener. */
function subscribeAll(auth: CoordinatorOrPool, handlers: Handlers): (() => void)[] {
  return (Object.keys(handlers) as EventName[]).map((name) => {
    const handle = handlers[name] as Handler<EventName>
    return isPool(auth)
      ? auth.on(name, ({ event, account }: AccountEvent) => handle(event, account))
      : auth.on(name, (event) => handle(event, undefined))
  })
}

function isPool(auth: CoordinatorOrPool): auth is CoordinatorPool<never> {
  return 'for' in auth
}
