import { setImmediate as nextTurn } from 'node:timers/promises'

/** Far more turns of the event loop than anything here takes. */
const mostTurns = 2_000_000

/**
 * Waits for what happens in this process.
 *
 * @throws {Error} it did not happen
 */
export async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; !condition(); turn++) {
    if (turn > mostTurns) throw new Error(`This did not happen: ${condition.toString()}`)
    await nextTurn()
  }
}

/** Waits until the callers have read what the servers have sent. Both are in this process, so a few turns of its loop suffice. */
export async function readAll(): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await nextTurn()
}
