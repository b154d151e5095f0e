/** All that is under way in servers and stores. */
export interface PendingList {
  /** Waits for the schedule's choice; 0 is the harmless one. */
  wait(): Promise<number>
  readonly size: number
  settle(which: number, choice: number): void
}

export function createPendingList(): PendingList {
  const list: ((choice: number) => void)[] = []
  return {
    wait: () => new Promise((settle) => list.push(settle)),
    get size() {
      return list.length
    },
    settle(which, choice) {
      const [settle] = list.splice(which % list.length, 1)
      settle?.(choice)
    },
  }
}
