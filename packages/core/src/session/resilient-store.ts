import { StoreError } from '../lib/errors.ts'
import type { CoordinatorEvents } from './events.ts'
import { reasonOf } from '../policy/classify-failure.ts'
import { decideWrite, type PendingWrite } from '../policy/pending-write.ts'
import { withinTime } from '../lib/with-timeout.ts'
import { readStoredToken } from '../token/read-stored-token.ts'
import type { Lease, StoreDefinition } from '../token/store.ts'
import { type StoredToken, withGenerationAbove } from '../token/stored-token.ts'
import type { LoadedRecord, SaveResult, SessionStore, StoreUser } from './session-store.ts'
import { subscribeTo } from './subscribe-to.ts'

type Operation = CoordinatorEvents['store-failed']['operation']

const mostRounds = 5

/**
 * Opens a user's store. If the store fails or hangs, `store-failed` is emitted, and the session continues from memory.
 *
 * @param isShared - can other processes write to the store?
 */
export function openResilient(store: StoreDefinition, isShared: boolean, { emit, clock, timeout }: StoreUser): SessionStore {
  let lastUse: Promise<unknown> = Promise.resolve()
  /** The record that the store must still take. Until then, records in the store are ignored. */
  let pending: PendingWrite | undefined

  return {
    isShared,
    tryLoad: () => serialize(async () => ((await settlePending()) === 'failed' ? undefined : read())),
    save: (next, expected, isWanted) => serialize(async () => (pending === undefined ? write(next, expected, isWanted) : 'failed')),
    writeLater(record, expected) {
      pending =
        pending === undefined || pending.kind === 'refresh'
          ? { kind: 'refresh', record, expected: pending?.expected ?? expected }
          : { ...pending, kind: 'login', record }
    },
    replace(kind, record, replaces) {
      // An earlier login whose write failed may still have been saved, or may be saved later.
      const earlier = pending === undefined || pending.kind === 'refresh' ? [] : [...pending.replaces, pending.record.session]
      const next: PendingWrite = {
        kind,
        record,
        replaces: replaces === undefined ? earlier : [...earlier, replaces],
        at: record.sessionStart,
      }
      pending = next
      return serialize(() => replaceNow(next))
    },
    lease,
    subscribe: (onNotice) => subscribeTo(store, onNotice),
    async idle() {
      await lastUse
      // The caller may be about to end the process.
      if (pending !== undefined) await serialize(settlePending)
    },
  }

  function serialize<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastUse.then(work)
    lastUse = turn.catch(() => {})
    return turn
  }

  /** The first attempt of a login or logout replaces any record that was there before. */
  async function replaceNow(next: PendingWrite): Promise<boolean> {
    if (pending !== next) return true
    const loaded = await read()
    if (loaded === undefined || pending !== next) return true
    const saved = await write(withGenerationAbove(loaded.fromStore, next.record), loaded.fromStore?.revision ?? 0, () => pending === next)
    if (saved === 'saved' && pending === next) pending = undefined
    if (saved !== 'conflict') return true
    return (await settlePending()) !== 'void'
  }

  /** Writes the pending record, if it may still be written. */
  async function settlePending(): Promise<'settled' | 'void' | 'failed'> {
    for (let round = 0; round < mostRounds; round++) {
      const next = pending
      if (next === undefined) return 'settled'
      const loaded = await read()
      if (loaded === undefined) return 'failed'
      if (pending !== next) continue
      const decision = decideWrite(next, loaded.fromStore)
      const saved =
        decision === 'write'
          ? await write(withGenerationAbove(loaded.fromStore, next.record), loaded.fromStore?.revision ?? 0, () => pending === next)
          : 'saved'
      if (saved === 'failed') return 'failed'
      if (saved === 'saved' && pending === next) pending = undefined
      if (decision === 'void' && pending === undefined) return 'void'
    }
    return pending === undefined ? 'settled' : 'failed'
  }

  function read(): Promise<LoadedRecord> {
    return guarded('load', async () => ({ fromStore: readStoredToken(await store.load()) }))
  }

  async function write(next: StoredToken, expected: number, isWanted: () => boolean): Promise<SaveResult> {
    const saved = await guarded('save', () => isWanted() && store.save({ ...next, revision: expected + 1 }, expected))
    if (saved === undefined) return 'failed'
    return saved ? 'saved' : 'conflict'
  }

  async function lease(signal: AbortSignal): Promise<Lease | undefined> {
    if (store.lease === undefined) return undefined
    let granted: Lease | undefined
    let isAwaited = true
    await guarded(
      'lease',
      async (inner) => {
        const given = (await store.lease?.(inner)) ?? undefined
        // A lease that comes after the wait has ended is released at once.
        if (isAwaited) granted = given
        else await given?.release()
      },
      signal,
    )
    isAwaited = false
    if (granted === undefined) return undefined
    const held: Lease = granted
    return { lost: held.lost, release: () => void guarded('lease', () => held.release()) }
  }

  /** @returns undefined if the store failed or hung; an event reports the failure */
  async function guarded<T>(
    operation: Operation,
    call: (signal: AbortSignal) => T | Promise<T>,
    outer?: AbortSignal,
  ): Promise<T | undefined> {
    const expired = (): Error => new StoreError(`The store's ${operation} took longer than ${timeout} ms.`)
    try {
      return await withinTime(call, timeout, clock, expired, outer)
    } catch (error) {
      // A store's own error may hold the record, for example if a client keeps the arguments of its command.
      const told = error instanceof StoreError ? error : new StoreError(`The store's ${operation} failed${reasonOf(error)}.`, error)
      if (!outer?.aborted) emit('store-failed', { operation, error: told })
      return undefined
    }
  }
}
