import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

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

/**
 * Waits until the callers have read what the servers have sent, and have set out for a token. Both are in this process. Some clients begin
 * a retry with a timer, and many turns may go by within a millisecond.
 */
export async function readAll(): Promise<void> {
  for (let round = 0; round < 20; round++) {
    for (let turn = 0; turn < 20; turn++) await nextTurn()
    await pause(2)
  }
}
