import type { StoredToken } from '@everbearer/core'
import type { BrokenStore } from './broken-store.ts'
import { recordIn, rightSteps, type Server, serverNow, type Steps, travel } from './reference-place.ts'

/** Stores that give back something else than they were given. */
export const wrongValues: readonly BrokenStore[] = [
  {
    fault: 'drops the claim',
    steps: changing(({ claim: _claim, ...record }) => record),
    noticedBy: [
      'a record of the expected revision is replaced, of the same generation too',
      'all fields of a record are kept',
      'a change to a record that was saved or loaded does not change the store',
    ],
  },
  {
    fault: 'merges a record into the last one',
    steps: {
      save: (server, next, expected, own) => rightSteps.save(server, { ...recordIn(server), ...next }, expected, own),
    },
    noticedBy: [
      'a record of the expected revision is replaced, of the same generation too',
      'the record of a logout stays, and is replaced by a compare-and-set only',
      'a field that is absent stays absent, or is null',
      'a logout in one coordinator ends the session in another',
    ],
  },
  {
    fault: 'cuts texts at 4 kB',
    steps: changing((record) => ({ ...record, accessToken: record.accessToken.slice(0, 4_096) })),
    noticedBy: ['a record keeps tokens of 16 kB'],
  },
  {
    fault: 'writes texts in Latin-1',
    steps: changing((record) => JSON.parse(Buffer.from(JSON.stringify(record), 'latin1').toString('latin1'))),
    noticedBy: ['a record keeps texts of any script'],
  },
  {
    fault: 'drops an empty text',
    steps: changing((record) =>
      JSON.parse(JSON.stringify(record, (name, value) => (name === 'scope' && value === '' ? undefined : value))),
    ),
    noticedBy: ['a record keeps an empty scope'],
  },
  {
    fault: 'writes numbers with 14 digits',
    steps: changing((record) =>
      JSON.parse(JSON.stringify(record, (_, value) => (typeof value === 'number' ? Number(value.toPrecision(14)) : value))),
    ),
    noticedBy: ['a record keeps large numbers', 'a record keeps fractions of a millisecond', 'large revisions are compared exactly'],
  },
  {
    fault: 'writes moments as unsigned numbers',
    steps: changing((record) => ({ ...record, issuedAt: Math.abs(record.issuedAt) })),
    noticedBy: ['a record keeps moments before 1970'],
  },
  {
    fault: 'reads empty lists as objects',
    steps: changing((record) => JSON.parse(JSON.stringify(record).replaceAll('[]', '{}'))),
    noticedBy: ['a record keeps empty lists, empty objects and nulls', 'a record keeps lists in objects in lists'],
  },
  {
    fault: 'writes lists in lists as texts',
    steps: changing((record) =>
      JSON.parse(JSON.stringify(record, (_, value) => (Array.isArray(value) && Array.isArray(value[0]) ? String(value) : value))),
    ),
    noticedBy: ['a record keeps lists in objects in lists'],
  },
  {
    fault: 'keeps the object that it is given, and returns it',
    steps: live((record) => record),
    noticedBy: ['a change to a record that was saved or loaded does not change the store'],
  },
  {
    fault: 'keeps the lists that it is given',
    steps: live((record) => record && { ...record, fields: { ...record.fields } }),
    noticedBy: ['a change to a record that was saved or loaded does not change the store'],
  },
]

/** A store that changes what it writes. */
function changing(change: (record: StoredToken) => StoredToken): Steps {
  return { save: (server, next, expected, own) => rightSteps.save(server, change(next), expected, own) }
}

/** A store of objects. */
function live(copy: (record: StoredToken | undefined) => StoredToken | undefined): Steps {
  const records = new WeakMap<Server, StoredToken>()
  return {
    async load(server) {
      await travel(server)
      return { record: copy(records.get(server)), now: serverNow() }
    },
    async save(server, next, expected, own) {
      const isSaved = await rightSteps.save(server, next, expected, own)
      if (isSaved) records.set(server, copy(next)!)
      return isSaved
    },
  }
}
