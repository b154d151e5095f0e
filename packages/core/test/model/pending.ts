/** What waits for an answer. */
export type Awaited = 'token' | 'store'

/** All that is under way in servers and stores. */
export interface PendingList {
  /** Waits for the schedule's choice; 0 is the harmless one. */
  wait(of: Awaited): Promise<number>
  /** Do stores work well now, without a wait for the schedule? */
  storesWorkWell: boolean
  size(): number
  /** What waits, oldest first. */
  kinds(): Awaited[]
  settle(which: number, choice: number): void
}

export function createPendingList(): PendingList {
  const list: { readonly of: Awaited; readonly settle: (choice: number) => void }[] = []
  const pending: PendingList = {
    storesWorkWell: false,
    wait: (of) => (of === 'store' && pending.storesWorkWell ? Promise.resolve(0) : new Promise((settle) => list.push({ of, settle }))),
    size: () => list.length,
    kinds: () => list.map(({ of }) => of),
    settle(which, choice) {
      const [settled] = list.splice(which % list.length, 1)
      settled?.settle(choice)
    },
  }
  return pending
}
