import type { Coordinator } from '@everbearer/core'
import { eventNames } from '@everbearer/core/adapter'
import type { SessionEntry } from '../log-line.ts'

/** All events but those of requests. */
const loggedEvents = /^(claim|cooldown|refresh|session|store|tokens)/

/** Notes the events of a coordinator in a log. */
export function noteEvents(auth: Coordinator, note: (entry: SessionEntry) => void): void {
  for (const name of eventNames) {
    if (loggedEvents.test(name)) auth.on(name, (event) => note({ kind: 'event', name, detail: detailOf(event) }))
  }
}

/** The words of an event: no field of an event holds a secret. */
function detailOf(event: object): string {
  return Object.entries(event)
    .map(([name, value]) => `${name}: ${value instanceof Error ? value.message : String(value)}`)
    .join(', ')
}
