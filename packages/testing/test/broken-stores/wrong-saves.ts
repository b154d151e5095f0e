import type { StoredToken } from '@everbearer/core'
import type { BrokenStore } from './broken-store.ts'
import { notify, recordIn, rightSteps, type Server, travel } from './reference-place.ts'

/** Stores whose compare-and-set is wrong. */
export const wrongSaves: readonly BrokenStore[] = [
  {
    fault: 'saves without a comparison',
    steps: { save: (server, next) => write(server, next) },
    noticedBy: [
      'a writer who expects another revision gets false, and changes nothing',
      'of 50 writers at the same time, one wins',
      'the record of a logout stays, and is replaced by a compare-and-set only',
      'large revisions are compared exactly',
    ],
  },
  {
    fault: 'neither compares nor has leases that exclude others',
    steps: {
      save: (server, next) => write(server, next),
      lease: async () => ({ lost: new AbortController().signal, release() {} }),
    },
    noticedBy: [
      'a writer who expects another revision gets false, and changes nothing',
      'of 50 writers at the same time, one wins',
      'the record of a logout stays, and is replaced by a compare-and-set only',
      'large revisions are compared exactly',
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
    fault: 'compares, and writes after an await',
    steps: {
      async save(server, next, expected) {
        await travel(server)
        if ((recordIn(server)?.revision ?? 0) !== expected) return false
        return write(server, next)
      },
    },
    noticedBy: ['of 50 writers at the same time, one wins'],
  },
  {
    fault: 'says that it has saved when it has not',
    steps: {
      async save(...args) {
        await rightSteps.save(...args)
        return true
      },
    },
    noticedBy: [
      'a writer who expects another revision gets false, and changes nothing',
      'of 50 writers at the same time, one wins',
      'the record of a logout stays, and is replaced by a compare-and-set only',
      'large revisions are compared exactly',
    ],
  },
  {
    fault: 'saves over any record if no record is expected',
    steps: {
      save: (server, next, expected, own) => (expected === 0 ? write(server, next) : rightSteps.save(server, next, expected, own)),
    },
    noticedBy: [
      'a writer who expects another revision gets false, and changes nothing',
      'of 50 writers at the same time, one wins',
      'the record of a logout stays, and is replaced by a compare-and-set only',
    ],
  },
  {
    fault: 'saves what is expected to replace a record where the place is empty',
    steps: {
      save: (server, next, expected, own) =>
        server.text === undefined ? write(server, next) : rightSteps.save(server, next, expected, own),
    },
    noticedBy: ['a writer who expects another revision gets false, and changes nothing', 'of 50 writers at the same time, one wins'],
  },
  {
    fault: 'replaces a record by a record of a higher generation only',
    steps: {
      async save(server, next, expected, own) {
        if (next.generation <= (recordIn(server)?.generation ?? -1)) return false
        return rightSteps.save(server, next, expected, own)
      },
    },
    noticedBy: [
      'a record of the expected revision is replaced, of the same generation too',
      'a refresh token is presented by one of 20 coordinators, and its successor serves all',
    ],
  },
  {
    fault: 'deletes the record at a logout',
    steps: {
      async save(server, next, expected, own) {
        const isSaved = await rightSteps.save(server, next, expected, own)
        if (isSaved && next.loggedOut === true) server.text = undefined
        return isSaved
      },
    },
    noticedBy: [
      'the record of a logout stays, and is replaced by a compare-and-set only',
      'a logout in one coordinator ends the session in another',
    ],
  },
  {
    fault: 'takes the record of a logout for an empty place',
    steps: {
      save: (server, next, expected, own) =>
        rightSteps.save(server, next, recordIn(server)?.loggedOut && expected === 0 ? recordIn(server)!.revision : expected, own),
    },
    noticedBy: ['the record of a logout stays, and is replaced by a compare-and-set only'],
  },
]

async function write(server: Server, next: StoredToken): Promise<boolean> {
  await travel(server)
  server.text = JSON.stringify(next)
  notify(server)
  return true
}
