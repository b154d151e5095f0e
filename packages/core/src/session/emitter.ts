import { type Emitter, type EventName, eventNames, type Subscriptions } from './events.ts'
import { expectKnown } from '../lib/expect-known.ts'
import { requestEventNames } from './request-events.ts'

/**
 * Events go to the listeners, and to the diagnostics channels `everbearer:<name>` where the runtime has them.
 */
export function createEmitter(): Emitter {
  const diagnostics = diagnosticsChannels()
  // Kept, as a channel is slow to look up by its name.
  const requestChannels = requestEventNames.map((name) => diagnostics?.channel(channelOf(name))).filter((channel) => channel !== undefined)
  let isRequestHeard = false
  const listeners = new Map<keyof Subscriptions, Set<(event: never) => unknown>>()
  return {
    on(name, listener) {
      expectKnown('event', [name], [...eventNames, '*'])
      if (typeof listener !== 'function')
        throw new TypeError(`on: expected a function as the listener of "${name}", got ${typeof listener}`)
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set)
      set.add(listener)
      noteRequestListeners()
      return () => {
        set.delete(listener)
        noteRequestListeners()
      }
    },
    emit(name, event) {
      const channel = diagnostics?.channel(channelOf(name))
      const published = channel?.hasSubscribers ? [(message: unknown) => channel.publish(message)] : []
      for (const listener of [...(listeners.get(name) ?? []), ...published]) call(listener, event)
      for (const listener of listeners.get('*') ?? []) call(listener, { name, event })
    },
    // A loop over an iterator would allocate for each channel, until the code is optimised.
    isRequestWatched: () => isRequestHeard || requestChannels.some(isHeard),
  }

  function noteRequestListeners(): void {
    isRequestHeard = ['*' as const, ...requestEventNames].some((name) => (listeners.get(name)?.size ?? 0) > 0)
  }
}

function isHeard(channel: ReturnType<DiagnosticsChannels['channel']>): boolean {
  return channel.hasSubscribers
}

function channelOf(name: EventName): string {
  return `everbearer:${name}`
}

/** Neither a throw nor a rejection of a listener may reach the coordinator. */
function call(listener: (event: never) => unknown, event: unknown): void {
  void Promise.resolve(event as never)
    .then(listener)
    .catch(report)
}

/** As platforms do with the errors of their own listeners. Where there is no `reportError`, as on Node, the rejection stays unhandled. */
function report(error: unknown): void {
  if (typeof globalThis.reportError !== 'function') throw error
  reportError(error)
}

interface DiagnosticsChannels {
  channel(name: string): { readonly hasSubscribers: boolean; publish(message: unknown): void }
}

/** Asked of the runtime, not imported: browsers have none. */
function diagnosticsChannels(): DiagnosticsChannels | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannels | undefined
}
