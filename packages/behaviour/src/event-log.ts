import type { Coordinator, CoordinatorEvents, EventName } from '@everbearer/core'

/** Takes note of a coordinator's events. */
export interface EventLog {
  readonly listen: (auth: Coordinator) => void
  readonly events: <Name extends EventName>(name: Name) => CoordinatorEvents[Name][]
  /** Resolves once there have been so many. */
  readonly told: (name: EventName, count?: number) => Promise<void>
}

const names: readonly EventName[] = ['refresh', 'refresh-failed', 'cooldown', 'session-ended', 'replay', 'store-failed']

export function createEventLog(): EventLog {
  const seen: { readonly name: EventName; readonly event: unknown }[] = []
  const waiting = new Set<() => void>()
  const events: EventLog['events'] = (name) => seen.filter((entry) => entry.name === name).map(({ event }) => event as never)
  return {
    listen(auth) {
      for (const name of names) {
        auth.on(name, (event) => {
          seen.push({ name, event })
          for (const look of waiting) look()
        })
      }
    },
    events,
    told(name, count = 1) {
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
