import type { Claim } from '@everbearer/core'
import type { VaultContent } from './vault.ts'

/** The only object in the IndexedDB database of a store. */
export interface Entry extends VaultContent {
  readonly revision: number
  /** The claim: the note that a page presents the refresh token. It contains no token. Undefined: no page presents the refresh token. */
  readonly claim: Claim | undefined
}

/** The database of one store. */
export interface Database {
  read(): Promise<Entry | undefined>
  /**
   * Replaces the entry if its revision (the number of its last write) is `expected`. Check and write are one transaction. False: the
   * revision is another, and nothing has changed.
   */
  replace(next: Entry, expected: number): Promise<boolean>
  /** Aborts open transactions, because a frozen page's transactions block other pages. They are run again when the page runs again. */
  giveUp(): void
}

/** Name of the only object store, and also the key of the only object in this store. */
const objectStore = 'everbearer'

/**
 * Makes the object that reads and writes a database. Each call opens a connection and closes it again: with an open connection, some
 * browsers do not put a page into the back/forward cache.
 *
 * @param name - the name of the database
 */
export function createDatabase(name: string): Database {
  /** The open transactions, except for those that `giveUp()` has aborted. */
  const transactions = new Set<IDBTransaction>()
  return { read, replace, giveUp }

  function read(): Promise<Entry | undefined> {
    return transact('readonly', (objects, settle) => onEntry(objects.get(objectStore), settle))
  }

  function replace(next: Entry, expected: number): Promise<boolean> {
    return transact('readwrite', (objects, settle) =>
      onEntry(objects.get(objectStore), (found) => {
        const isExpected = (found?.revision ?? 0) === expected
        if (isExpected) objects.put(next, objectStore)
        settle(isExpected)
      }),
    )
  }

  function giveUp(): void {
    for (const transaction of transactions) {
      transactions.delete(transaction)
      try {
        transaction.abort()
      } catch {
        // The transaction is about to be complete, and blocks no other page.
      }
    }
  }

  /** Runs one transaction, and runs it again if `giveUp()` aborted it. Resolves with the result when the transaction is complete. */
  async function transact<T>(mode: IDBTransactionMode, work: Work<T>): Promise<T> {
    const database = await open(name)
    try {
      return await new Promise<T>((resolve, reject) => {
        const transaction = database.transaction(objectStore, mode, { durability: 'strict' })
        let result: T
        transactions.add(transaction)
        transaction.oncomplete = () => {
          transactions.delete(transaction)
          resolve(result)
        }
        transaction.onabort = () => {
          if (transactions.delete(transaction)) reject(transaction.error)
          else transact(mode, work).then(resolve, reject)
        }
        work(transaction.objectStore(objectStore), (value) => {
          result = value
        })
      })
    } finally {
      database.close()
    }
  }
}

type Work<T> = (objects: IDBObjectStore, settle: (result: T) => void) => void

function open(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name)
    request.onupgradeneeded = () => request.result.createObjectStore(objectStore)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function onEntry(request: IDBRequest<Entry | undefined>, use: (entry: Entry | undefined) => void): void {
  request.onsuccess = () => use(request.result)
}
