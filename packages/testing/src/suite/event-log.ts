import type { Coordinator, CoordinatorEvents, EventName, NamedEvent } from '@everbearer/core'

/** Object that records the events of coordinators. */
export interface EventLog {
  /** Records the events of this coordinator from now on. */
  readonly listen: (auth: Coordinator) => void
  /** Returns the events that have been recorded so far, oldest first. */
  readonly all: () => readonly NamedEvent[]
  /** Returns the events with this name that have been recorded so far. */
  readonly events: <Name extends EventName>(name: Name) => CoordinatorEvents[Name][]
  /** Resolves when `count` events with this name have been recorded. @param count - @default 1 */
  readonly untilEvent: (name: EventName, count?: number) => Promise<void>
}

export function createEventLog(): EventLog {
  const seen: NamedEvent[] = []
  const waiting = new Set<() => void>()
  const events: EventLog['events'] = (name) => seen.filter((entry) => entry.name === name).map(({ event }) => event as never)
  return {
    listen(auth) {
      auth.on('*', (event) => {
        seen.push(event)
        for (const look of waiting) look()
      })
    },
    all: () => seen,
    events,
    untilEvent(name, count = 1) {
      return new Promise((resolve) => {
        const look = (): void => {
          if (events(name).length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      })
    },
  }
}
