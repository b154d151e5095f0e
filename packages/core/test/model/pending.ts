/** What waits for an answer. */
export type Awaited = 'token' | 'store'

/** All that is under way in servers and stores. */
export interface PendingList {
  /** Waits for the schedule's choice; 0 is the harmless one. */
  wait(of: Awaited): Promise<number>
  size(): number
  /** What waits, oldest first. */
  kinds(): Awaited[]
  settle(which: number, choice: number): void
}

export function createPendingList(): PendingList {
  const list: { readonly of: Awaited; readonly settle: (choice: number) => void }[] = []
  return {
    wait: (of) => new Promise((settle) => list.push({ of, settle })),
    size: () => list.length,
    kinds: () => list.map(({ of }) => of),
    settle(which, choice) {
      const [settled] = list.splice(which % list.length, 1)
      settled?.settle(choice)
    },
  }
}
