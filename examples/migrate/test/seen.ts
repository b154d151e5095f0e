import type { Testbed } from '@everbearer/testbed'

/** What the servers have seen of a client. */
export interface Seen {
  readonly tokenRequests: number
  /** Token requests that have a response. */
  readonly tokensDone: number
  readonly apiRequests: number
  readonly apiUnauthorized: number
}

/** Counts what the servers see of a client from now on. */
export function countFrom(testbed: Testbed, clientId: string): () => Seen {
  const countAll = (): Seen => {
    const { tokenRequests, tokenResponses, tokenErrors, apiRequests, apiUnauthorized } = testbed.counts(clientId)
    return { tokenRequests, tokensDone: tokenResponses + tokenErrors, apiRequests, apiUnauthorized }
  }
  const start = countAll()
  return () => {
    const now = countAll()
    return {
      tokenRequests: now.tokenRequests - start.tokenRequests,
      tokensDone: now.tokensDone - start.tokensDone,
      apiRequests: now.apiRequests - start.apiRequests,
      apiUnauthorized: now.apiUnauthorized - start.apiUnauthorized,
    }
  }
}
