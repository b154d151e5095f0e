import type { StoreDefinition } from '../token/store.ts'

/**
 * Subscribes to a store. Ignores errors and wrong results of the store's `subscribe`. Notices (messages that another process has saved)
 * only save time, so their failures must not affect the coordinator.
 *
 * @returns a function that unsubscribes, at most once
 */
export function subscribeTo(store: StoreDefinition, onNotice: () => Promise<void>): () => void {
  let isOver = false
  const notice = (): void => {
    if (!isOver) onNotice().catch(() => {})
  }
  const given = harmless(() => store.subscribe?.(notice))
  return () => {
    if (isOver) return
    isOver = true
    if (given instanceof Promise) given.then(leave, () => {})
    else leave(given)
  }
}

function leave(unsubscribe: unknown): void {
  if (typeof unsubscribe === 'function') harmless(unsubscribe as () => unknown)
}

/** Returns the result of a call; undefined if the call throws. A rejection is ignored. */
function harmless(call: () => unknown): unknown {
  try {
    const given = call()
    if (given instanceof Promise) given.catch(() => {})
    return given
  } catch {
    return undefined
  }
}
