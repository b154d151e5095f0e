import type { SubscribeToChannel } from './connection.ts'
import { textOf } from './replies.ts'

type Kind = 'saved' | 'released'

/** The messages between the processes that share a record. Messages only save time, so a failed subscription is ignored. */
export interface Notices {
  /** Returns the text of a message that this store publishes: its kind, and the id of this store. */
  message(kind: Kind): string
  /** Calls `listener` when another coordinator may have saved: after a message or a reconnect. Returns a function that unsubscribes. */
  onSave(listener: () => void): () => void
  /** Calls `listener` when a process may have saved or released the lease. Returns a function that unsubscribes. */
  onAny(listener: () => void): () => void
}

/**
 * Makes the notices of one store. All listeners share one subscription, which ends when the last listener unsubscribes.
 *
 * @param subscribe - undefined: no listener is ever called
 */
export function createNotices(subscribe: SubscribeToChannel | undefined, channel: () => Promise<string>): Notices {
  const self = crypto.randomUUID()
  const ofSaves = new Set<() => void>()
  const ofAny = new Set<() => void>()
  let subscription: Promise<(() => void) | undefined> | undefined

  return {
    message: (kind) => `${kind} ${self}`,
    onSave: (listener) => add(ofSaves, () => listener()),
    onAny: (listener) => add(ofAny, () => listener()),
  }

  function add(listeners: Set<() => void>, listener: () => void): () => void {
    listeners.add(listener)
    subscription ??= open()
    return () => {
      listeners.delete(listener)
      if (ofSaves.size + ofAny.size > 0) return
      const closing = subscription
      subscription = undefined
      void closing?.then((unsubscribe) => unsubscribe?.()).catch(() => {})
    }
  }

  async function open(): Promise<(() => void) | undefined> {
    try {
      return await subscribe?.(await channel(), onMessage, onGap)
    } catch {
      // The next listener tries again.
      subscription = undefined
      return undefined
    }
  }

  function onMessage(message: unknown): void {
    const [kind, from] = (textOf(message) ?? '').split(' ')
    // A single listener belongs to the coordinator that has saved. With several listeners, the store does not know whose save it was.
    const isOwn = from === self && ofSaves.size === 1
    if (kind !== 'released' && !isOwn) call(ofSaves)
    call(ofAny)
  }

  function onGap(): void {
    call(ofSaves)
    call(ofAny)
  }
}

function call(listeners: ReadonlySet<() => void>): void {
  for (const listener of listeners) {
    try {
      listener()
    } catch {
      // Without this, the error would reach the client, which may close its connection, and the other listeners would not be called.
    }
  }
}
