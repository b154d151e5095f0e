import type { Lease } from '@everbearer/core'
import type { BrokenStore } from './broken-store.ts'
import { grab, hold, rightSteps, type Server, travel, tryToGrab } from './reference-place.ts'

const never = new AbortController().signal

/** Stores with wrong leases. */
export const wrongLeases: readonly BrokenStore[] = [
  {
    fault: 'gives a lease to everybody',
    steps: { lease: async () => ({ lost: new AbortController().signal, release() {} }) },
    noticedBy: [
      'one store has the lease at a time, and each gets it',
      'a wait for the lease ends when its signal aborts',
      'a lease that is held is kept alive',
      'a second release leaves the next holder its lease',
      '`lost` aborts when the lease is lost',
      'a release after the loss leaves the next holder its lease',
      '20 cold coordinators make one token call',
      'a refresh token is presented by one of 20 coordinators, and its successor serves all',
    ],
  },
  {
    fault: 'gives no lease',
    steps: { lease: async () => undefined },
    noticedBy: [
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
  {
    fault: 'never ends a lease',
    steps: { lease: async (server, signal) => withRelease(await rightSteps.lease(server, signal), () => {}) },
    noticedBy: [
      'one store has the lease at a time, and each gets it',
      'a lease that is given while the wait for it aborts is given back',
      'a lease that is held is kept alive',
      'a second release leaves the next holder its lease',
      'a release after the loss leaves the next holder its lease',
      'a refresh token is presented by one of 20 coordinators, and its successor serves all',
    ],
  },
  {
    fault: 'goes on waiting for a lease after the abort',
    steps: { lease: async (server) => rightSteps.lease(server, never) },
    noticedBy: ['a wait for the lease ends when its signal aborts'],
  },
  {
    fault: 'forgets a lease that it gets while the wait aborts',
    steps: {
      async lease(server, signal) {
        const id = await tryToGrab(server, signal)
        if (id === undefined) return undefined
        await travel(server)
        return signal.aborted ? undefined : hold(server, id)
      },
    },
    noticedBy: ['a lease that is given while the wait for it aborts is given back'],
  },
  {
    fault: 'does not keep a lease alive',
    steps: {
      async lease(server, signal) {
        const id = await tryToGrab(server, signal)
        return id && { lost: never, release: () => drop(server, id) }
      },
    },
    noticedBy: ['a lease that is held is kept alive', '`lost` aborts when the lease is lost'],
  },
  {
    fault: 'releases the lease of whoever has it',
    steps: {
      lease: async (server, signal) =>
        withRelease(await rightSteps.lease(server, signal), () => {
          server.holder = undefined
        }),
    },
    noticedBy: ['a second release leaves the next holder its lease', 'a release after the loss leaves the next holder its lease'],
  },
  {
    fault: 'says nothing of a lost lease',
    steps: {
      async lease(server, signal) {
        const lease = await rightSteps.lease(server, signal)
        return lease && { lost: never, release: () => lease.release() }
      },
    },
    noticedBy: ['`lost` aborts when the lease is lost'],
  },
  {
    fault: 'takes the lease back after a loss',
    steps: {
      async lease(server, signal) {
        const id = await tryToGrab(server, signal)
        return id && forceful(server, id)
      },
    },
    noticedBy: ['`lost` aborts when the lease is lost'],
  },
  {
    fault: 'gives a lease to those who wait long',
    steps: {
      async lease(server, signal) {
        const patience = new AbortController()
        setTimeout(() => patience.abort(), 100)
        const lease = await rightSteps.lease(server, AbortSignal.any([signal, patience.signal]))
        if (lease !== undefined || signal.aborted) return lease
        server.holder = undefined
        return hold(server, grab(server)!)
      },
    },
    noticedBy: [
      'a lease that is held is kept alive',
      'a second release leaves the next holder its lease',
      'a release after the loss leaves the next holder its lease',
    ],
  },
]

function withRelease(lease: Lease | undefined, release: () => void): Lease | undefined {
  if (lease === undefined) return undefined
  const { lost } = lease
  return { lost, release }
}

/** A heartbeat that writes the holder whoever has the lease. */
function forceful(server: Server, id: symbol): Lease {
  const heartbeat = setInterval(() => {
    server.holder = { id, until: Infinity }
  }, 20)
  return {
    lost: never,
    release() {
      clearInterval(heartbeat)
      drop(server, id)
    },
  }
}

function drop(server: Server, id: symbol): void {
  if (server.holder?.id === id) server.holder = undefined
}
