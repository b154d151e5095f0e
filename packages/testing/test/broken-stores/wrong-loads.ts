import type { StoredToken } from '@everbearer/core'
import { recordOf } from '../../src/suite/stores/records.ts'
import type { BrokenStore } from './broken-store.ts'
import { recordIn, rightSteps, serverNow, travel } from './reference-place.ts'

/** Stores that load another record than the last that was saved. */
export const wrongLoads: readonly BrokenStore[] = [
  {
    fault: 'finds the record of another place',
    steps: {
      async load(server) {
        await travel(server)
        return { record: recordIn(server) ?? recordOf(7), now: serverNow() }
      },
    },
    noticedBy: [
      'an empty place has no record',
      'a writer who expects another revision gets false, and changes nothing',
      'a listener is called when another store saves, each time',
      'a listener is not called after it unsubscribes, and others are',
      'a listener may unsubscribe twice, and others are still called',
      'a listener that throws harms neither the writer nor other listeners',
      '20 cold coordinators make one token call',
      'a logout in one coordinator ends the session in another',
    ],
  },
  {
    fault: 'keeps its records to itself',
    steps: {
      async load(server, own) {
        await travel(server)
        return { record: own['record'] as StoredToken | undefined, now: serverNow() }
      },
      async save(server, next, expected, own) {
        const isSaved = await rightSteps.save(server, next, expected, own)
        if (isSaved) own['record'] = structuredClone(next)
        return isSaved
      },
    },
    noticedBy: [
      'a first record is saved where no record is expected, and other stores see it',
      'a record of the expected revision is replaced, of the same generation too',
      'a writer who expects another revision gets false, and changes nothing',
      'of 50 writers at the same time, one wins',
      'the record of a logout stays, and is replaced by a compare-and-set only',
      'all fields of a record are kept',
      'a field that is absent stays absent, or is null',
      'a record keeps tokens of 16 kB',
      'a record keeps texts of any script',
      'a record keeps an empty scope',
      'a record keeps large numbers',
      'a record keeps moments before 1970',
      'a record keeps fractions of a millisecond',
      'a record keeps empty lists, empty objects and nulls',
      'a record keeps lists in objects in lists',
      'a change to a record that was saved or loaded does not change the store',
      '20 cold coordinators make one token call',
      'a refresh token is presented by one of 20 coordinators, and its successor serves all',
      'a logout in one coordinator ends the session in another',
    ],
  },
  {
    fault: 'remembers what it has read',
    steps: {
      async load(server, own) {
        await travel(server)
        own['record'] ??= recordIn(server)
        return { record: own['record'] as StoredToken | undefined, now: serverNow() }
      },
    },
    noticedBy: [
      'of 50 writers at the same time, one wins',
      'a change to a record that was saved or loaded does not change the store',
      'a listener is called when another store saves, each time',
      'a refresh token is presented by one of 20 coordinators, and its successor serves all',
      'a logout in one coordinator ends the session in another',
    ],
  },
]
