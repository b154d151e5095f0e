/** Object that finds out whether the platform lets pages share a token. */
export interface PageAlone {
  /** Runs `share`. If it fails because the platform lets no pages share a token, runs `alone`, in this call and in all later calls. */
  readonly unlessLimited: <T>(share: () => Promise<T>, alone: () => T | Promise<T>) => Promise<T>
  /** Calls `listener` with the reason as soon as it is known that the platform lets no pages share a token. */
  readonly onLimit: (listener: (limit: string) => void) => void
}

/**
 * Names of the errors by which a platform shows that pages can't share a token. Examples: an opaque origin, a private window without
 * IndexedDB, a missing global object.
 */
const refusals = /^(Security|InvalidState|Reference|Type)Error$/

/** @param onRefused - called once, when the platform first refuses to share data between pages */
export function createPageAlone(onRefused: () => void): PageAlone {
  let resolve: (limit: string) => void
  const limited = new Promise<string>((given) => {
    resolve = given
  })
  let isLimited = false

  return {
    async unlessLimited(share, alone) {
      try {
        if (!isLimited) return await share()
      } catch (error) {
        const { name, message } = error as Error
        if (!refusals.test(name)) throw error
        if (!isLimited) onRefused()
        isLimited = true
        resolve(`This page has a token of its own, as pages can't share here (${message}).`)
      }
      return alone()
    },
    onLimit: (listener) => void limited.then(listener),
  }
}
