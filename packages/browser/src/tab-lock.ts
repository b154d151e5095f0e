import type { Claim, Lease } from '@everbearer/core'

/** The functions and settings of the store that the lock needs. */
export interface LockContext {
  /** Reads the claim: the note in the database that a page presents the refresh token. Undefined: there is no claim. */
  readonly readClaim: () => Promise<Claim | undefined>
  /** Asks the other pages who holds the lock. True: no page has replied. */
  readonly isHolderSilent: () => Promise<boolean>
  /** Age of a silent holder's claim after which another page takes over the lock, ms. */
  readonly refreshTimeout: number
}

/** A Web Lock that gives the lease, the right to refresh, to one page at a time. A page holds the lock for one token request. */
export interface TabLock {
  readonly lease: (signal: AbortSignal) => Promise<Lease>
  /** Returns whether this page holds the lock. */
  readonly isHere: () => boolean
  /** Notes whether this page has a claim in the database: whether this page is presenting the refresh token. */
  readonly claims: (isOpen: boolean) => void
  /**
   * Releases the lock when the page freezes, is left or goes into the back/forward cache, as a stopped page would keep the lock. A page
   * with a claim in the database is presenting the refresh token, and keeps the lock.
   */
  readonly giveUp: () => void
}

/** Time between two checks whether the page that holds the lock has stopped, ms. */
const checkInterval = 1_000

/** Makes the lock of a store. @param name - the name of the Web Lock */
export function createTabLock(name: string, { readClaim, isHolderSilent, refreshTimeout }: LockContext): TabLock {
  let hasClaim = false
  /** Ends the lease (the right to refresh) that this page holds. Undefined: this page holds no lease. */
  let end: (() => void) | undefined

  return {
    lease,
    isHere: () => end !== undefined,
    claims(isOpen) {
      hasClaim = isOpen
    },
    giveUp() {
      if (!hasClaim) end?.()
    },
  }

  async function lease(signal: AbortSignal): Promise<Lease> {
    const queue = new AbortController()
    let watch: ReturnType<typeof setInterval> | undefined
    try {
      return await new Promise<Lease>((resolve, reject) => {
        let isDone = false
        const give = (given: Lease): void => {
          // The request in the queue and the request that steals the lock can both succeed.
          if (isDone) void given.release()
          isDone = true
          resolve(given)
        }
        request({ signal: AbortSignal.any([signal, queue.signal]) }, give).catch((error) => queue.signal.aborted || reject(error))
        watch = setInterval(async () => {
          if (queue.signal.aborted || !(await isAbandoned().catch(() => false)) || isDone || signal.aborted) return
          queue.abort()
          request({ steal: true }, give).catch(reject)
        }, checkInterval)
      })
    } finally {
      clearInterval(watch)
    }
  }

  /**
   * Requests the Web Lock, and calls `give` with the lease (the right to refresh). Resolves when this page has released the lock. Rejects
   * when the request was aborted, or another page has stolen the lock.
   */
  async function request(options: LockOptions, give: (lease: Lease) => void): Promise<void> {
    const lost = new AbortController()
    const hold = (): Promise<void> =>
      new Promise((free) => {
        const release = (): void => {
          if (end === lose) end = undefined
          free()
        }
        const lose = (): void => {
          lost.abort()
          release()
        }
        end = lose
        hasClaim = false
        give({ lost: lost.signal, release })
      })
    await navigator.locks.request(name, options, hold).catch((error) => {
      lost.abort()
      throw error
    })
  }

  /**
   * Checks whether the page that holds the lock stopped during a token request. True: its claim in the database is older than
   * `refreshTimeout`, and no page has replied that it holds the lock.
   */
  async function isAbandoned(): Promise<boolean> {
    const before = await readClaim()
    if (before === undefined || Date.now() - before.at <= refreshTimeout || !(await isHolderSilent())) return false
    // Another page may have got the lock meanwhile.
    const now = await readClaim()
    return now?.owner === before.owner && now.attempt === before.attempt
  }
}
