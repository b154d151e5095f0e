import type { SubscribeToChannel } from './connection.ts'
import { textOf } from './replies.ts'

type Kind = 'saved' | 'released'

/** The messages between the processes that share a record. A message only saves time, so failures of subscriptions are ignored. */
export interface Notices {
  /** The text of a message from this store. */
  message(kind: Kind): string
  /** Calls `listener` when another process has saved. Returns a function that unsubscribes. */
  onSave(listener: () => void): () => void
  /** Calls `listener` when a process has saved or has released the lease. Returns a function that unsubscribes. */
  onAny(listener: () => void): () => void
}

/**
 * Subscribes once for all listeners, as long as there are any.
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
    // A single listener has saved this itself. Of several, the store can't tell which.
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
      // It would end in the client, which may close its connection, and the other listeners would not be called.
    }
  }
}
