/** Counts of the served requests. */
export interface Counts {
  /** Number of POST requests that arrived at the token endpoint. */
  tokenRequests: number
  /** Number of token requests to which the server itself responded with 200. The responses of faults are not counted. */
  tokenResponses: number
  /** Number of token requests without a 200 from the server itself: rejected requests, and requests that a fault ended. */
  tokenErrors: number
  /** The number `tokenResponses` for each `grant_type`. */
  byGrant: Record<string, number>
  /** Number of rejected token requests whose refresh token had already been replaced by rotation. */
  spentRefreshTokens: number
  /** Number of requests that arrived at the API. */
  apiRequests: number
  /** Number of requests to which the API responded with 2xx. */
  apiOk: number
  /** Number of requests to which the API responded with 401. */
  apiUnauthorized: number
}

/** A request that the API has served. */
export interface ServedRequest {
  method: string
  /** Path and query, as received. */
  url: string
  /** Status of the response; 0: there was no response because of a fault. */
  status: number
  /** The client to which the token was issued; undefined: the request has no token that this server issued. */
  clientId: string | undefined
  /** Number of the token among the access tokens of `clientId`, from 1; undefined: the request has no such token. */
  tokenNumber: number | undefined
  /** Headers with names in lower case. `authorization` contains only the scheme, such as `Bearer`. */
  headers: Record<string, string>
  /** Length of the body, bytes. */
  bodyLength: number
  /** SHA-256 of the received bytes, hex. */
  bodySha256: string
}

/** Maximum number of served requests that are kept. */
const requestsKept = 10_000

/** Object that counts requests, in total and for each client. */
export interface Counters {
  readonly tokenArrived: (clientId: string | undefined) => void
  readonly tokenIssued: (clientId: string | undefined, grantType: string) => void
  readonly tokenFailed: (clientId: string | undefined) => void
  readonly spentTokenSeen: (clientId: string | undefined) => void
  readonly apiArrived: (clientId: string | undefined) => void
  readonly apiServed: (request: ServedRequest) => void
  /** Returns a copy of the present counts. */
  readonly counts: (clientId?: string) => Counts
  /** Returns a new array of the requests, oldest first. */
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
