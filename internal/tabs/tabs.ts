import type { Engine, Tab } from '../browsers/index.ts'

/** The tabs of a run: a tab or none in each place. */
export interface Tabs {
  readonly open: (place: number) => Promise<void>
  /** Reserves a place where a page runs: the given place, else the next. Undefined: there is none. */
  readonly take: (place: number) => number | undefined
  readonly isFree: (place: number) => boolean
  readonly giveBack: (place: number) => void
  readonly at: (place: number) => Tab
  readonly remove: (place: number) => void
  readonly places: () => readonly number[]
}

export function createTabs(engine: Engine, count: number, urlOf: (place: number) => string): Tabs {
  const tabs = new Map<number, Tab>()
  const busy = new Set<number>()
  const isFree = (place: number): boolean => tabs.has(place) && !busy.has(place)
  return {
    async open(place) {
      tabs.set(place, await engine.openTab(urlOf(place)))
    },
    take(place) {
      const found = Array.from({ length: count }, (_, offset) => (place + offset) % count).find((one) => isFree(one))
      if (found !== undefined) busy.add(found)
      return found
    },
    isFree,
    giveBack: (place) => void busy.delete(place),
    at: (place) => tabs.get(place)!,
    remove: (place) => void tabs.delete(place),
    places: () => [...tabs.keys()],
  }
}
