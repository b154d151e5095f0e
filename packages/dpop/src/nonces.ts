/** The last nonce of each server, by origin: RFC 9449 §8.2. */
export interface Nonces {
  of(origin: string): string | undefined
  /** Stores the nonce of a response header. @returns the nonce; undefined: the header holds no valid nonce */
  note(origin: string, header: string | null | undefined): string | undefined
}

/** Maximum number of origins to remember. */
const most = 100

/** The syntax of a nonce, RFC 9449 §8.1. The length is limited, as each proof repeats the nonce. */
const syntax = /^[\x21\x23-\x5b\x5d-\x7e]{1,1000}$/

export function createNonces(): Nonces {
  const byOrigin = new Map<string, string>()
  return {
    of: (origin) => byOrigin.get(origin),
    note(origin, header) {
      if (typeof header !== 'string' || !syntax.test(header)) return undefined
      // The first entry is then the origin whose last nonce is the oldest.
      byOrigin.delete(origin)
      byOrigin.set(origin, header)
      const [oldest] = byOrigin.keys()
      if (byOrigin.size > most && oldest !== undefined) byOrigin.delete(oldest)
      return header
    },
  }
}
