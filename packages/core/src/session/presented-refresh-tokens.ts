import type { Claim } from '../token/stored-token.ts'

/**
 * Makes claims (notes in the store that a coordinator presents a refresh token), and remembers which refresh tokens were presented. The
 * coordinators of one login share one such object, and count as one coordinator.
 */
export interface PresentedTokens {
  /** Number of claims that this coordinator has made. */
  readonly count: number
  /** Creates the claim for the next request. `wall`: the current time, ms since 1970. `longest`: maximum duration of the request, ms. */
  next(wall: number, longest: number): Claim
  /** Runs a request that presents a refresh token. Until the request ends, `isUnderWay` returns true for this token. */
  during<T>(refreshToken: string, request: () => Promise<T>): Promise<T>
  /** Has this coordinator presented this refresh token before? */
  hasPresented(refreshToken: string | undefined): boolean
  /** Is a request that presents this refresh token in progress? */
  isUnderWay(refreshToken: string | undefined): boolean
  /** Checks whether this coordinator made the claim. */
  isMine(claim: Claim): boolean
  /** Checks whether both are the same claim: the same coordinator and the same number. False if the store has no claim. */
  isSame(fromStore: Claim | undefined, claim: Claim | undefined): boolean
}

/** Maximum number of presented refresh tokens that are remembered. */
const mostRemembered = 100

export function createPresentedTokens(): PresentedTokens {
  /**
   * The id of this coordinator in claims. Created at the first use, because Cloudflare Workers have no random numbers while a module loads.
   */
  let owner: string | undefined
  const underWay: string[] = []
  const presented: string[] = []
  let count = 0

  return {
    get count() {
      return count
    },
    next(wall, longest) {
      owner ??= randomId()
      return { owner, attempt: ++count, at: wall, until: wall + longest }
    },
    async during(refreshToken, request) {
      underWay.push(refreshToken)
      if (presented.push(refreshToken) > mostRemembered) presented.shift()
      try {
        return await request()
      } finally {
        underWay.splice(underWay.indexOf(refreshToken), 1)
      }
    },
    hasPresented: (refreshToken) => refreshToken !== undefined && presented.includes(refreshToken),
    isUnderWay: (refreshToken) => refreshToken !== undefined && underWay.includes(refreshToken),
    isMine: (claim) => claim.owner === owner,
    isSame: (fromStore, claim) => fromStore !== undefined && fromStore.owner === claim?.owner && fromStore.attempt === claim.attempt,
  }
}

/**
 * Returns 128 random bits as a text, which identify a session or a claim. The text is no secret. `crypto.randomUUID` is not used, because
 * it is missing in pages that were loaded over plain HTTP. In React Native, the whole `crypto` is missing, so `Math.random` is used.
 */
export function randomId(): string {
  const bytes = new Uint8Array(16)
  const random = globalThis.crypto ? crypto.getRandomValues(bytes) : bytes.map(() => Math.random() * 256)
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
