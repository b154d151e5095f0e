import type { Lease, StoredToken } from '../../src/index.ts'
import type { ModelPlace } from './model-place.ts'
import { oneTurn } from './turns.ts'

/** A place in memory whose stores take real time, one after the other, as those of a server do. It has leases, and reports changes. */
export function createSlowPlace(): ModelPlace {
  let text: string | undefined
  let holder: object | undefined
  const listeners = new Set<() => void>()

  async function load(): Promise<StoredToken | undefined> {
    await oneTurn()
    const found = text
    await oneTurn()
    return found === undefined ? undefined : JSON.parse(found)
  }

  async function save(next: StoredToken, expected: number): Promise<boolean> {
    const saved = JSON.stringify(next)
    await oneTurn()
    const record: StoredToken | undefined = text === undefined ? undefined : JSON.parse(text)
    const isExpected = (record?.revision ?? 0) === expected
    if (isExpected) {
      text = saved
      for (const listener of listeners) setImmediate(listener)
    }
    await oneTurn()
    return isExpected
  }

  async function lease(signal: AbortSignal): Promise<Lease | undefined> {
    const held = {}
    while (!signal.aborted && holder !== held) {
      holder ??= held
      await oneTurn()
    }
    if (holder !== held) return undefined
    return {
      lost: new AbortController().signal,
      release() {
        if (holder === held) holder = undefined
      },
    }
  }

  return {
    open: () => ({
      load,
      save,
      lease,
      subscribe(listener) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }),
    close: () => listeners.clear(),
  }
}
