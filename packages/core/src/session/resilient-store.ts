import { anySignal } from '../lib/abort.ts'
import { sleep } from '../lib/clock.ts'
import { decideWrite, type PendingWrite, recordToWrite } from '../policy/pending-write.ts'
import type { Lease, StoreDefinition } from '../token/store.ts'
import { type StoredToken, withGenerationAbove } from '../token/stored-token.ts'
import type { LeaseWait, LoadedRecord, ReplaceResult, SessionStore, StoreUser } from './session-store.ts'
import { breakerTime, createStoreCalls } from './store-calls.ts'
import { subscribeTo } from './subscribe-to.ts'
import { waitForLease } from './wait-for-lease.ts'

const mostRounds = 5

/** Default of the store's option `leaseWait` (time limit of the wait for another process's refresh), ms. */
const usualLeaseWait = 2_000

/**
 * Opens a store for a session. If the store fails or hangs, `store-failed` is emitted, and the session continues from memory.
 *
 * @param isShared - can other processes write to the store?
 */
export function openResilient(store: StoreDefinition, isShared: boolean, user: StoreUser): SessionStore {
  const { clock } = user
  const calls = createStoreCalls(store, user, onChange)
  /** For each call of `waitForChange` in progress, a function that ends its wait. Called when another process has saved a record. */
  const waits = new Set<() => void>()
  /** Makes the session read the record when the store works again after failures; undefined: the session has no subscription. */
  let notice: (() => void) | undefined
  let probe: unknown
  let lastUse: Promise<unknown> = Promise.resolve()
  /**
   * The record that must still be written to the store; undefined: no record. Each read first writes this record, and fails if the write
   * fails. If the store has a newer record, this record is dropped.
   */
  let pending: PendingWrite | undefined
  store.onLimit?.((limit) => user.emit('store-limited', { limit }))

  return {
    isShared,
    mayGoOn: store.whenStoreIsAway === 'go-on',
    leaseWait: store.leaseWait ?? usualLeaseWait,
    tryLoad,
    save: (next, expected, isWanted) => serialize(async () => (pending === undefined ? calls.write(next, expected, isWanted) : 'failed')),
    writeLater(record, expected) {
      pending =
        pending === undefined || pending.kind === 'refresh'
          ? { kind: 'refresh', record, expected: pending?.expected ?? expected }
          : { ...pending, kind: 'login', record }
    },
    replace(kind, record, replaces, onReplace) {
      // If the write of an earlier login failed, its record may still have been saved, or may be saved later.
      const earlier = pending === undefined || pending.kind === 'refresh' ? [] : [...pending.replaces, pending.record.session]
      const next: PendingWrite = {
        kind,
        record,
        replaces: replaces === undefined ? earlier : [...earlier, replaces],
        at: record.sessionStart,
      }
      pending = next
      return serialize(() => replaceNow(next, onReplace))
    },
    lease,
    waitForChange,
    subscribe,
    async idle() {
      await lastUse
      // The pending record is written now, because the process may end soon.
      if (pending !== undefined) await serialize(settlePending)
    },
  }

  function tryLoad(): Promise<LoadedRecord> {
    return serialize(async () => ((await settlePending()) === 'failed' ? undefined : calls.read()))
  }

  function serialize<T>(work: () => Promise<T>): Promise<T> {
    const turn = lastUse.then(work)
    lastUse = turn.catch(() => {})
    return turn
  }

  /** Makes the first attempt to write a login or logout. This attempt replaces any record in the store. */
  async function replaceNow(next: PendingWrite, onReplace?: (fromStore: StoredToken) => void): Promise<ReplaceResult> {
    if (pending !== next) return 'stored'
    const loaded = await calls.read()
    if (pending !== next) return 'stored'
    if (loaded === undefined) return 'pending'
    if (loaded.fromStore !== undefined) onReplace?.(loaded.fromStore)
    const saved = await calls.write(
      withGenerationAbove(loaded.fromStore, next.record),
      loaded.fromStore?.revision ?? 0,
      () => pending === next,
    )
    if (saved === 'saved' && pending === next) pending = undefined
    if (saved !== 'conflict') return saved === 'saved' || pending !== next ? 'stored' : 'pending'
    const settled = await settlePending()
    if (settled === 'void') return 'replaced'
    return settled === 'settled' ? 'stored' : 'pending'
  }

  /** Writes the pending record. `void`: the store has a newer record, so the record was dropped. `failed`: the record stays pending. */
  async function settlePending(): Promise<'settled' | 'void' | 'failed'> {
    for (let round = 0; round < mostRounds; round++) {
      const next = pending
      if (next === undefined) return 'settled'
      const loaded = await calls.read()
      if (loaded === undefined) return 'failed'
      if (pending !== next) continue
      const decision = decideWrite(next, loaded.fromStore)
      const saved =
        decision === 'write'
          ? await calls.write(recordToWrite(next, loaded.fromStore), loaded.fromStore?.revision ?? 0, () => pending === next)
          : 'saved'
      if (saved === 'failed') return 'failed'
      if (saved === 'saved' && pending === next) pending = undefined
      if (decision === 'void' && pending === undefined) return 'void'
    }
    return pending === undefined ? 'settled' : 'failed'
  }

  async function lease(signal: AbortSignal, wait: LeaseWait): Promise<Lease | undefined> {
    if (store.lease === undefined) return undefined
    const ask = async (inner: AbortSignal): Promise<Lease | undefined> => {
      try {
        return (await store.lease?.(inner)) ?? undefined
      } catch (error) {
        if (!inner.aborted) calls.report('lease', error)
        return undefined
      }
    }
    const held = await waitForLease(signal, wait, { ask, release, load: tryLoad, waitForChange, clock })
    return held && { lost: held.lost, release: () => release(held) }
  }

  function release(held: Lease): void {
    void calls.limited('lease', () => held.release())
  }

  async function waitForChange(ms: number, signal: AbortSignal): Promise<void> {
    const change = new AbortController()
    const end = (): void => change.abort()
    waits.add(end)
    await sleep(clock, ms, anySignal([signal, change.signal])).catch(() => {})
    waits.delete(end)
    end()
  }

  function subscribe(onNotice: () => Promise<void>): () => void {
    notice = () => void onNotice().catch(() => {})
    const unsubscribe = subscribeTo(store, () => {
      for (const end of waits) end()
      return onNotice()
    })
    return () => {
      notice = undefined
      clock.clearTimeout(probe)
      unsubscribe()
    }
  }

  /**
   * Called when the store begins to fail, and when it works again. While the store fails, the session may miss the saves of other
   * processes, and a login or logout may wait to be saved. So the session checks at intervals whether the store works, and then reads the
   * record.
   */
  function onChange(): void {
    clock.clearTimeout(probe)
    if (notice === undefined) return
    if (calls.isFailing) lookLater()
    else if (store.subscribe !== undefined) notice()
  }

  function lookLater(): void {
    probe = clock.setTimeout(() => void lookNow(), breakerTime)
  }

  async function lookNow(): Promise<void> {
    await tryLoad()
    if (calls.isFailing && notice !== undefined) lookLater()
  }
}
