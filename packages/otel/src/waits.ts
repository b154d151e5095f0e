import { context, type Link, trace } from '@opentelemetry/api'

/** The callers that wait for one refresh. */
export interface Waits {
  /** Time from the start of the refresh until each caller began to wait, ms. */
  readonly elapsed: readonly number[]
  /** Links to the active spans of the callers that waited. If several callers have the same active span, the span gets one link. */
  readonly links: readonly Link[]
}

/** Collects the callers that wait, until their refresh ends. A coordinator has at most one refresh in progress. */
export interface WaitLog {
  /** Adds a caller. Must be called in the caller's OpenTelemetry context, as the active span of this context is linked. */
  add(account: string | undefined, elapsed: number): void
  /** Returns the callers that waited since the last refresh ended, and removes them from the log. */
  take(account: string | undefined): Waits
}

/** Maximum number of links of a span: the default limit of OpenTelemetry's SDK. The SDK drops further links. */
const mostLinks = 128

export function createWaitLog(): WaitLog {
  const waits = new Map<string | undefined, { readonly elapsed: number[]; readonly links: Map<string, Link> }>()
  return {
    add(account, elapsed) {
      const known = waits.get(account) ?? { elapsed: [], links: new Map<string, Link>() }
      waits.set(account, known)
      known.elapsed.push(elapsed)
      const caller = trace.getSpanContext(context.active())
      if (caller !== undefined && trace.isSpanContextValid(caller) && known.links.size < mostLinks)
        known.links.set(caller.spanId, { context: caller })
    },
    take(account) {
      const known = waits.get(account)
      waits.delete(account)
      return { elapsed: known?.elapsed ?? [], links: [...(known?.links.values() ?? [])] }
    },
  }
}
