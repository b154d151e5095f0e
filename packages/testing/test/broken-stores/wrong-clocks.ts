import type { BrokenStore } from './broken-store.ts'
import { type Own, recordIn, serverNow, type Server, type Steps, travel } from './reference-place.ts'

let stores = 0

/** Stores with a wrong clock, with wrong traits, or with errors that show too much. */
export const wrongClocks: readonly BrokenStore[] = [
  { fault: 'shows the clock of the process', steps: withClock(() => Date.now()), noticedBy: ['the clock is not that of the process'] },
  {
    fault: 'shows seconds',
    steps: withClock(() => serverNow() / 1_000),
    noticedBy: ['the clock is in ms since 1970, with a record and without one'],
  },
  {
    fault: 'has a clock that stands still',
    steps: withClock(() => 1_767_225_600_000),
    noticedBy: ['the clock goes forward, and is one clock for all stores'],
  },
  {
    fault: 'has a clock for each store',
    steps: withClock((own) => serverNow() + (own['offset'] ??= ++stores * 1_000)),
    noticedBy: ['the clock goes forward, and is one clock for all stores'],
  },
  {
    fault: 'shows no clock with an empty place',
    steps: { load: async (server) => (server.text === undefined ? undefined : { record: recordIn(server), now: serverNow() }) },
    noticedBy: [
      'the store has the traits that it claims',
      'the clock is in ms since 1970, with a record and without one',
      'the clock goes forward, and is one clock for all stores',
      'the clock is not that of the process',
    ],
  },
  {
    fault: 'has no leases',
    steps: { lease: undefined },
    noticedBy: [
      'the store has the traits that it claims',
      'one store has the lease at a time, and each gets it',
      'a wait for the lease ends when its signal aborts',
      'a lease that is given while the wait for it aborts is given back',
      'a lease that is held is kept alive',
      'a second release leaves the next holder its lease',
      '`lost` aborts when the lease is lost',
      'a release after the loss leaves the next holder its lease',
      '20 cold coordinators make one token call',
    ],
  },
]

function withClock(now: (own: Record<string, number>) => number): Steps {
  return {
    async load(server: Server, own: Own) {
      await travel(server)
      return { record: recordIn(server), now: now(own as Record<string, number>) }
    },
  }
}
