import type { StoreDefinition } from '../token/store.ts'

/**
 * Subscribes to a store, whose notices tell that another process has saved a record. Ignores errors and wrong results of the store's
 * `subscribe`, because the coordinator also works without notices. Changes then become known at a later read of the store.
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
