import { StoreError } from '../lib/errors.ts'
import type { StoreReading } from './store.ts'
import type { StoredToken } from './stored-token.ts'

/** Last moment that a Date can hold, ms since 1970. */
const lastMoment = 8.64e15
/**
 * Largest difference, ms, between a known offset and a newly measured offset at which the known offset is kept. The offset is the time by
 * which the store's clock is ahead of the wall clock.
 */
const tolerance = 1_000

/** The result of a store's `load`. */
export interface LoadedValue {
  readonly record: unknown
  /** The time by the store's clock, ms since 1970; undefined: the store gives no clock. */
  readonly now: number | undefined
}

/**
 * Splits the result of `load` into the record and the store's clock.
 *
 * @throws {StoreError} the store's clock is no moment
 */
export function readLoaded(given: unknown): LoadedValue {
  if (typeof given !== 'object' || given === null || !('now' in given)) return { record: given, now: undefined }
  const { record, now } = given as StoreReading
  if (typeof now === 'number' && Math.abs(now) <= lastMoment) return { record, now }
  throw new StoreError('The store gave a clock that is no number of milliseconds since 1970.')
}

/**
 * Returns the time by which the store's clock is ahead of the wall clock, ms. A known offset is kept until it is wrong by more than a
 * second. So each read of the same record gives the same moments.
 *
 * @param known - the offset so far
 * @param now - the store's clock
 * @param asked - the wall clock when the store was asked, ms since 1970
 * @param received - the wall clock when the store answered, ms since 1970
 */
export function offsetAfter(known: number, now: number, asked: number, received: number): number {
  const measured = Math.round(now - (asked + received) / 2)
  return Math.abs(measured - known) <= tolerance ? known : measured
}

/** Adds an offset, ms, to all moments of a record, to convert between the store's clock and the wall clock. */
export function shiftMoments(record: StoredToken, offset: number): StoredToken {
  if (offset === 0) return record
  const { sessionStart, issuedAt, refreshExpiresAt, claim } = record
  return {
    ...record,
    sessionStart: sessionStart + offset,
    issuedAt: issuedAt + offset,
    ...(refreshExpiresAt !== undefined && { refreshExpiresAt: refreshExpiresAt + offset }),
    ...(claim && { claim: { ...claim, at: claim.at + offset, until: claim.until + offset } }),
  }
}
