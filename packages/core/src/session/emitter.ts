import type { Emitter, EventName, Subscriptions } from './events.ts'
import { callListener } from '../lib/call-listener.ts'
import { expectListener } from './expect-listener.ts'
import { requestEventNames } from './request-events.ts'

/** Creates an emitter. Events go to the listeners, and to the diagnostics channels `everbearer:<name>` if the runtime has such channels. */
export function createEmitter(): Emitter {
  const diagnostics = diagnosticsChannels()
  // The channels are looked up only once, because a lookup by name is slow.
  const requestChannels = requestEventNames.map((name) => diagnostics?.channel(channelOf(name))).filter((channel) => channel !== undefined)
  let isRequestHeard = false
  const listeners = new Map<keyof Subscriptions, Set<(event: never) => unknown>>()
  return {
    on(name, listener) {
      expectListener(name, listener)
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
      for (const listener of [...(listeners.get(name) ?? []), ...published]) callListener(listener, event)
      for (const listener of listeners.get('*') ?? []) callListener(listener, { name, event })
    },
    // A loop over an iterator would allocate for each channel until the engine optimises the code.
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

interface DiagnosticsChannels {
  channel(name: string): { readonly hasSubscribers: boolean; publish(message: unknown): void }
}

/** Gets the diagnostics module from the runtime, because an import would fail in browsers. */
function diagnosticsChannels(): DiagnosticsChannels | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } }
  return process?.getBuiltinModule?.('node:diagnostics_channel') as DiagnosticsChannels | undefined
}
