/** What was served. */
export interface Counts {
  /** All POST requests that arrived at the token endpoint. */
  tokenRequests: number
  /** Answered 200 by the real server (a scripted `text` is not one). */
  tokenResponses: number
  /** Everything else, those that got no answer included. */
  tokenErrors: number
  /** `tokenResponses` by grant_type. */
  byGrant: Record<string, number>
  /** Spent (rotated) refresh tokens presented again. */
  spentRefreshTokens: number
  /** All that arrived at the API. */
  apiRequests: number
  /** Answered 2xx by the API. */
  apiOk: number
  /** Answered 401 by the API. */
  apiUnauthorized: number
}

/** One request the API served. */
export interface ServedRequest {
  method: string
  /** Path and query as received. */
  url: string
  /** 0 if a fault left it without an answer. */
  status: number
  /** The client the token was issued to, if the token was ever one of ours. */
  clientId: string | undefined
  /** Which of that client's access tokens it was, 1 for the first. */
  tokenNumber: number | undefined
  /** Lower-case names; `authorization` holds its scheme only, e.g. `Bearer`. */
  headers: Record<string, string>
  /** Bytes. */
  bodyLength: number
  /** Hex, of the bytes as received. */
  bodySha256: string
}

/** How many served requests are kept. */
const requestsKept = 10_000

/** Takes note of what happens, in total and for each client. */
export interface Counters {
  readonly tokenArrived: (clientId: string | undefined) => void
  readonly tokenIssued: (clientId: string | undefined, grantType: string) => void
  readonly tokenFailed: (clientId: string | undefined) => void
  readonly spentTokenSeen: (clientId: string | undefined) => void
  readonly apiArrived: (clientId: string | undefined) => void
  readonly apiServed: (request: ServedRequest) => void
  /** A fresh snapshot. */
  readonly counts: (clientId?: string) => Counts
  /** A fresh array, oldest first. */
  readonly requests: () => readonly ServedRequest[]
  readonly reset: () => void
}

export function createCounters(): Counters {
  let total = noCounts()
  let byClient = new Map<string, Counts>()
  let served: ServedRequest[] = []

  function bump(clientId: string | undefined, change: (counts: Counts) => void): void {
    change(total)
    if (clientId === undefined) return
    const own = byClient.get(clientId) ?? noCounts()
    byClient.set(clientId, own)
    change(own)
  }

  return {
    tokenArrived: (clientId) => bump(clientId, (counts) => counts.tokenRequests++),
    tokenIssued(clientId, grantType) {
      bump(clientId, (counts) => {
        counts.tokenResponses++
        counts.byGrant[grantType] = (counts.byGrant[grantType] ?? 0) + 1
      })
    },
    tokenFailed: (clientId) => bump(clientId, (counts) => counts.tokenErrors++),
    spentTokenSeen: (clientId) => bump(clientId, (counts) => counts.spentRefreshTokens++),
    apiArrived: (clientId) => bump(clientId, (counts) => counts.apiRequests++),
    apiServed(request) {
      served.push(request)
      if (served.length > requestsKept) served.shift()
      bump(request.clientId, (counts) => {
        if (request.status >= 200 && request.status < 300) counts.apiOk++
        if (request.status === 401) counts.apiUnauthorized++
      })
    },
    counts(clientId) {
      const counts = clientId === undefined ? total : (byClient.get(clientId) ?? noCounts())
      return { ...counts, byGrant: { ...counts.byGrant } }
    },
    requests: () => served.slice(),
    reset() {
      total = noCounts()
      byClient = new Map()
      served = []
    },
  }
}

function noCounts(): Counts {
  return {
    tokenRequests: 0,
    tokenResponses: 0,
    tokenErrors: 0,
    byGrant: {},
    spentRefreshTokens: 0,
    apiRequests: 0,
    apiOk: 0,
    apiUnauthorized: 0,
  }
}
