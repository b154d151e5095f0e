import { type Attributes, type Link, ROOT_CONTEXT, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { CoordinatorEvents } from '@everbearer/core'
import { names, present } from './attributes.ts'

/** The end of a refresh, for metrics and spans. `superseded`: a login, a logout or another process's token ended the refresh. */
export interface RefreshEnd {
  readonly outcome: 'success' | 'failure' | 'superseded'
  /** Duration of the refresh, ms. */
  readonly duration: number
  readonly attributes: Attributes
}

type RefreshEndName = 'refresh' | 'refresh-failed' | 'refresh-superseded'

const outcomes = { refresh: 'success', 'refresh-failed': 'failure', 'refresh-superseded': 'superseded' } as const

export function refreshEndOf<Name extends RefreshEndName>(name: Name, event: CoordinatorEvents[Name]): RefreshEnd {
  const outcome = outcomes[name]
  const attributes = present({
    [names.reason]: event.reason,
    [names.outcome]: outcome,
    [names.grant]: 'grant' in event ? event.grant : undefined,
    [names.errorType]: 'class' in event ? event.class : undefined,
  })
  return { outcome, duration: event.duration, attributes }
}

/**
 * Records the span of a refresh that has ended. One refresh serves many callers, so the span is in no caller's trace. The span has links
 * to the spans of the callers that waited.
 *
 * @param now - ms since 1970
 */
export function recordSpan(
  tracer: Tracer,
  { outcome, duration, attributes }: RefreshEnd,
  { waiters, links, more }: { readonly waiters: number; readonly links: readonly Link[]; readonly more: Attributes },
  now: number,
): void {
  const all = { ...more, ...attributes, [names.waiters]: waiters }
  const span = tracer.startSpan('everbearer.refresh', { startTime: now - duration, attributes: all, links: [...links] }, ROOT_CONTEXT)
  if (outcome === 'failure') span.setStatus({ code: SpanStatusCode.ERROR })
  span.end(now)
}
