interface Timers {
  readonly setImmediate?: (callback: () => void) => unknown
  readonly setTimeout: (callback: () => void, ms: number) => unknown
}

// Taken at the start: fake timers of a test framework must not stop the turns.
const { setImmediate, setTimeout } = globalThis as Timers

/** Lets every promise that can settle now settle. Twice: a stream may need another turn. */
export async function nextTurn(): Promise<void> {
  for (let turns = 0; turns < 2; turns++) {
    await new Promise<void>((resolve) => {
      if (setImmediate === undefined) setTimeout(resolve, 0)
      else setImmediate(resolve)
    })
  }
}
