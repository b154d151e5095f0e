import { setImmediate as nextTurn } from 'node:timers/promises'

/** Waits for what happens in this process. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await nextTurn()
}

/** Waits until the callers have read what the servers have sent. Both are in this process, so a few turns of its loop suffice. */
export async function readAll(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await nextTurn()
}
