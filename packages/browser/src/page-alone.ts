/** Notices that the platform does not let pages share. */
export interface PageAlone {
  /** Runs `share`. If the platform refuses that, runs `alone`, now and from then on. */
  readonly unlessLimited: <T>(share: () => Promise<T>, alone: () => T | Promise<T>) => Promise<T>
  /** Calls `listener` with the reason once the platform has refused. */
  readonly onLimit: (listener: (limit: string) => void) => void
}

/** Errors of a page with an opaque origin, of a private window without IndexedDB, and of a platform that lacks a global object. */
const refusals = /^(Security|InvalidState|Reference|Type)Error$/

/** @param onRefused - called once, when the platform refuses */
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
