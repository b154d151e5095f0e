import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises'

/** Turns of the event loop before the wait leaves the processor to others. */
const eagerTurns = 10_000

/** Longest wait, ms: shorter than the time-out of the tests, so that a failed test says what did not happen. */
const longest = 90_000

/**
 * Waits for what happens in this process.
 *
 * @throws {Error} it did not happen
 */
export async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + longest
  for (let turn = 0; !condition(); turn++) {
    if (performance.now() > end) throw new Error(`This did not happen: ${condition.toString()}`)
    await (turn < eagerTurns ? nextTurn() : pause(1))
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
