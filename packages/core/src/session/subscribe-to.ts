import type { StoreDefinition } from '../token/store.ts'

/**
 * Subscribes to a store, whatever its `subscribe` gives or throws: notices only save time, so that none of its faults
 * may reach the coordinator.
 *
 * @returns unsubscribes, at most once
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

/** What a call gives; undefined where it throws. A rejection is nobody's. */
function harmless(call: () => unknown): unknown {
  try {
    const given = call()
    if (given instanceof Promise) given.catch(() => {})
    return given
  } catch {
    return undefined
  }
}
