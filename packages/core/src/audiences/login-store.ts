import type { SessionLease, LoadedRecord, OpenStore, SessionStore } from '../session/session-store.ts'
import type { StoredToken } from '../token/stored-token.ts'
import { recordOfAudience, withRecordOfAudience } from './login-record.ts'
import { createTurns } from './turns.ts'

/**
 * The functions by which a view (one coordinator's access to the login's store) reports reads and writes to the coordinators of the login.
 */
export interface LoginStoreListener {
  /** Called before a coordinator gets the store's record. `reader`: the coordinator's audience; undefined: the login's own token. */
  read(reader: string | undefined, login: StoredToken): void
  /** Called before a coordinator saves a record of this session. `writer`: the coordinator's audience; undefined: the login's own token. */
  saves(writer: string | undefined, session: string): void
  /** Called after a coordinator has saved a record, or keeps the record until the store takes it. `writer`: as in `saves`. */
  saved(writer: string | undefined, login: StoredToken): void
}

/**
 * Makes views of a login's record in the store, one view for each coordinator of the login. A view shows the access token of one audience,
 * with the login's refresh token and its claim (the note that a coordinator presents this token). So the coordinators use the refresh token
 * one after the other, as several processes do. They also write to the store one after the other.
 *
 * @param open - opens the store that has the record
 * @returns a function that makes the view of an audience; undefined: the view of the login's own token
 */
export function createLoginStore(open: OpenStore, listener: LoginStoreListener): (audience: string | undefined) => OpenStore {
  const turns = createTurns()
  const notices = new Set<() => Promise<void>>()
  let opened: SessionStore | undefined
  let unsubscribe: (() => void) | undefined
  /** The last record that was written to the store or read from the store. */
  let last: StoredToken | undefined
  /** The read in progress, which coordinators share if they read at the same moment, for instance after another process has saved. */
  let reading: Promise<LoadedRecord> | undefined

  return (audience) => (user) => viewOf(audience, (opened ??= open(user)))

  function viewOf(audience: string | undefined, store: SessionStore): SessionStore {
    const merged = (record: StoredToken): StoredToken => withRecordOfAudience(last, audience, record)
    return {
      isShared: store.isShared,
      mayGoOn: store.mayGoOn,
      leaseWait: store.leaseWait,
      async tryLoad() {
        const loaded = await readOnce(store)
        const login = loaded?.fromStore
        if (loaded === undefined || login === undefined) return loaded
        listener.read(audience, login)
        return { fromStore: recordOfAudience(login, audience) }
      },
      async save(record, expected, isWanted) {
        reading = undefined
        // The tokens of the other audiences are known for this revision only.
        if ((last?.revision ?? 0) !== expected) return 'conflict'
        listener.saves(audience, record.session)
        const login = merged(record)
        const result = await store.save(login, expected, isWanted)
        if (result === 'saved') note({ ...login, revision: expected + 1 })
        return result
      },
      writeLater(record, expected) {
        reading = undefined
        const login = merged(record)
        store.writeLater(login, expected)
        note(login)
      },
      replace(kind, record, replaces, onReplace) {
        reading = undefined
        return store.replace(kind, withRecordOfAudience(undefined, audience, record), replaces, onReplace)
      },
      lease: (signal, wait) => leaseInTurn(store, signal, wait),
      waitForChange: (ms, signal) => store.waitForChange(ms, signal),
      subscribe(onNotice) {
        notices.add(onNotice)
        unsubscribe ??= store.subscribe(async () => void (await Promise.all(Array.from(notices, (each) => each()))))
        return () => {
          notices.delete(onNotice)
          if (notices.size > 0) return
          unsubscribe?.()
          unsubscribe = undefined
        }
      },
      idle: () => store.idle(),
    }

    function note(login: StoredToken): void {
      last = login
      listener.saved(audience, login)
    }
  }

  function readOnce(store: SessionStore): Promise<LoadedRecord> {
    if (reading !== undefined) return reading
    const started = store.tryLoad().then((loaded) => {
      if (loaded !== undefined) last = loaded.fromStore
      return loaded
    })
    reading = started
    queueMicrotask(() => {
      if (reading === started) reading = undefined
    })
    return started
  }

  /**
   * Waits for the coordinator's turn, and then for the store's lease (the right to refresh while no other process refreshes). Refreshes of
   * one login run one after the other, because they use the same refresh token. Undefined: `signal` has aborted.
   */
  async function leaseInTurn(
    store: SessionStore,
    signal: AbortSignal,
    wait: Parameters<SessionStore['lease']>[1],
  ): Promise<SessionLease | undefined> {
    const leave = await turns.next(signal)
    if (leave === undefined) return undefined
    const lease = await store.lease(signal, wait)
    return {
      lost: lease?.lost ?? new AbortController().signal,
      isTurn: lease === undefined,
      release() {
        leave()
        return lease?.release()
      },
    }
  }
}
