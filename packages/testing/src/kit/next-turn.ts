interface Timers {
  readonly setImmediate?: (callback: () => void) => unknown
  readonly setTimeout: (callback: () => void, ms: number) => unknown
}

// The timers are read at the start, so that fake timers of a test framework cannot stop the turns.
const { setImmediate, setTimeout } = globalThis as Timers

/** Waits until every promise that can settle now has settled. It waits for two turns of the event loop, as a stream may need two. */
export async function nextTurn(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) {
    await new Promise<void>((resolve) => {
      if (setImmediate === undefined) setTimeout(resolve, 0)
      else setImmediate(resolve)
    })
  }
}
