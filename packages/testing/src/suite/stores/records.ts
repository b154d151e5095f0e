import type { StoredToken, StoreReading, TokenStore } from '@everbearer/core'
import { expectEqual } from '../assert.ts'

/** Makes a record like those that a coordinator stores, with the given revision. */
export function recordOf(revision: number, more: Partial<StoredToken> = {}): StoredToken {
  return {
    version: 1,
    revision,
    session: 'own-0',
    sessionStart: 1_767_225_600_000,
    generation: revision,
    accessToken: `access-${revision}`,
    issuedAt: 1_767_225_600_123,
    fields: {},
    ...more,
  }
}

/** Makes a record whose access token expired long ago, so that no difference between clocks matters. */
export function expiredRecord(refreshToken: string): StoredToken {
  return recordOf(1, { sessionStart: 0, issuedAt: 0, lifetime: 300_000, refreshToken })
}

/** Loads the record, and returns the record and the store's time. `now` is undefined if the store has no clock. */
export async function readStore(store: TokenStore): Promise<{ readonly record: StoredToken | undefined; readonly now: unknown }> {
  const loaded = await store.load()
  if (loaded === null || loaded === undefined) return { record: undefined, now: undefined }
  if (!isReading(loaded)) return { record: loaded, now: undefined }
  return { record: loaded.record ?? undefined, now: loaded.now }
}

function isReading(loaded: StoredToken | StoreReading): loaded is StoreReading {
  return 'now' in loaded || 'record' in loaded
}

const names = Object.keys({
  version: 1,
  revision: 1,
  session: 1,
  sessionStart: 1,
  generation: 1,
  loggedOut: 1,
  accessToken: 1,
  issuedAt: 1,
  lifetime: 1,
  refreshIn: 1,
  refreshToken: 1,
  refreshExpiresAt: 1,
  claim: 1,
  subject: 1,
  scope: 1,
  keyThumbprint: 1,
  fields: 1,
} satisfies Record<keyof StoredToken, 1>) as (keyof StoredToken)[]

/** Returns the record as a coordinator reads it: null becomes absent, and a bigint becomes a number. */
function asRead(record: StoredToken | undefined): Record<string, unknown> | undefined {
  if (record === undefined) return undefined
  const kept: Record<string, unknown> = {}
  for (const name of names) {
    const value: unknown = record[name]
    const isAbsent = value === null || value === undefined || (name === 'loggedOut' && !value)
    if (!isAbsent) kept[name] = typeof value === 'bigint' ? Number(value) : value
  }
  return kept
}

/** @throws {Error} the store has another record. @param expected - undefined: no record */
export async function expectRecord(store: TokenStore, expected: StoredToken | undefined): Promise<void> {
  const { record } = await readStore(store)
  expectEqual(asRead(record), asRead(expected), 'the record')
}
