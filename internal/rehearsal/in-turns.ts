import { availableParallelism } from 'node:os'

/** Does something with each item, as many at a time as the machine has cores. Results are in the order of the items. */
export async function inTurns<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  const waiting = items.entries()
  async function takeNext(): Promise<void> {
    for (const [i, item] of waiting) results[i] = await work(item)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, takeNext))
  return results
}
