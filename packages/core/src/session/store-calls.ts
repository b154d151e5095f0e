import { StoreError } from '../lib/errors.ts'
import { withinTime } from '../lib/with-timeout.ts'
import { reasonOf } from '../policy/classify-failure.ts'
import { readStoredToken } from '../token/read-stored-token.ts'
import { isOfOtherKey, recordForKey, withKey } from '../token/record-for-key.ts'
import type { StoreDefinition } from '../token/store.ts'
import { offsetAfter, readLoaded, shiftMoments } from '../token/store-time.ts'
import type { StoredToken } from '../token/stored-token.ts'
import type { CoordinatorEvents } from './events.ts'
import type { LoadedRecord, SaveResult, StoreUser } from './session-store.ts'

type Operation = CoordinatorEvents['store-failed']['operation']

/** Time during which a store is not called after a call that took too long, ms. */
export const breakerTime = 5_000
/** Default time limit for one call of the store, ms. */
const usualTimeout = 1_000

/** The calls of one coordinator to a store. Each call has a time limit, and no call rejects. */
export interface StoreCalls {
  /** Reads the record, and converts its moments to this process's clock. */
  read(): Promise<LoadedRecord>
  /** @param isWanted - called just before the write; if it returns false, no write follows, and the result is `conflict` */
  write(next: StoredToken, expected: number, isWanted: () => boolean): Promise<SaveResult>
  /**
   * Runs a call with the time limit.
   *
   * @returns undefined if the call failed or hung; an event reports the failure
   */
  limited<T>(operation: Operation, call: () => T | Promise<T>): Promise<T | undefined>
  /** Emits `store-failed` for a failed call. */
  report(operation: Operation, error: unknown): void
  /** Did the last read or write fail? */
  readonly isFailing: boolean
}

/** @param onChange - called when the store begins to fail, and when it works again */
export function createStoreCalls(store: StoreDefinition, { emit, clock, keyBinding }: StoreUser, onChange: () => void): StoreCalls {
  const timeout = store.timeout ?? usualTimeout
  /** Time by which the store's clock is ahead of this process's clock, ms. */
  let offset = 0
  /** Thumbprint of the key that the session's tokens are bound to; undefined: not read yet, or no key. */
  let ownKey: string | undefined
  /** Generation (number) of the token for which the event `key-missing` was emitted last. */
  let toldGeneration: number | undefined
  /** End of the time during which the store is not called, ms on the monotonic clock. */
  let skippedUntil = -Infinity
  /** Moment of the first failure in a row, ms on the monotonic clock; undefined: the last call did not fail. */
  let failingSince: number | undefined

  return {
    read: () => counted('load', load),
    async write(next, expected, isWanted) {
      // Without the thumbprint of its key, a bound token would look like a Bearer token.
      if (keyBinding !== undefined && ownKey === undefined) return 'failed'
      const record = shiftMoments({ ...withKey(next, ownKey), revision: expected + 1 }, offset)
      const saved = await counted('save', () => isWanted() && store.save(record, expected))
      if (saved === undefined) return 'failed'
      return saved ? 'saved' : 'conflict'
    },
    limited,
    report,
    get isFailing() {
      return failingSince !== undefined
    },
  }

  async function load(): Promise<{ readonly fromStore: StoredToken | undefined }> {
    // Every write follows a read, so the key is known at each write.
    if (keyBinding !== undefined) ownKey ??= await keyBinding.thumbprint()
    const asked = clock.wall()
    const { record, now } = readLoaded(await store.load())
    if (now !== undefined) offset = offsetAfter(offset, now, asked, clock.wall())
    const fromStore = readStoredToken(record)
    if (fromStore !== undefined) tellOtherKey(fromStore)
    return { fromStore: fromStore && shiftMoments(recordForKey(fromStore, ownKey), -offset) }
  }

  /** Emits `key-missing` once for each token that is bound to another key, not at each read. */
  function tellOtherKey(fromStore: StoredToken): void {
    const { generation } = fromStore
    if (!isOfOtherKey(fromStore, ownKey) || generation === toldGeneration) return
    toldGeneration = generation
    emit('key-missing', { generation })
  }

  /**
   * Makes a call, and notes whether the store works. Returns undefined if the call failed, or if the store is not called after a slow call.
   */
  async function counted<T>(operation: Operation, call: () => T | Promise<T>): Promise<T | undefined> {
    if (clock.monotonic() < skippedUntil) return undefined
    const result = await limited(operation, call)
    if ((result === undefined) === (failingSince !== undefined)) return result
    if (failingSince === undefined) {
      failingSince = clock.monotonic()
    } else {
      emit('store-back', { duration: Math.round(clock.monotonic() - failingSince) })
      failingSince = undefined
    }
    onChange()
    return result
  }

  async function limited<T>(operation: Operation, call: () => T | Promise<T>): Promise<T | undefined> {
    const expired = (): Error => {
      skippedUntil = clock.monotonic() + breakerTime
      return new StoreError(`The store's ${operation} took longer than ${timeout} ms.`)
    }
    try {
      return await withinTime(call, timeout, clock, expired)
    } catch (error) {
      report(operation, error)
      return undefined
    }
  }

  function report(operation: Operation, error: unknown): void {
    // A store's own error may hold the record, for example if a client keeps the arguments of its command.
    const told = error instanceof StoreError ? error : new StoreError(`The store's ${operation} failed${reasonOf(error)}.`, error)
    emit('store-failed', { operation, error: told })
  }
}
