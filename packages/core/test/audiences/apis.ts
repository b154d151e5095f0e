import { fetchWithToken } from '../../src/adapter/index.ts'
import type { Coordinator } from '../../src/index.ts'

export const orders = 'https://orders.example.com'
export const stock = 'https://stock.example.com'
/** A second origin of the first API. */
export const moreOrders = 'https://orders-2.example.com'
/** Where the login's own token is accepted. */
export const userinfo = 'https://auth.example.com'
export const audiences = { [orders]: orders, [stock]: { audience: 'stock' } }

/** One request as an API saw it. */
export interface Seen {
  readonly origin: string
  readonly token: string | null
  /** The user of the program when the request began, if its URL says so. */
  readonly user: string | null
}

/** Two APIs that accept only tokens of their own audience. */
export interface Apis {
  readonly seen: Seen[]
  /** Tokens that arrived at an API of another audience. */
  readonly strays: () => Seen[]
  /** A token that the APIs reject from now on. */
  readonly reject: (token: string) => void
  readonly tokensAt: (origin: string) => (string | null)[]
  readonly get: (auth: Coordinator, url: string, init?: RequestInit & { bearer?: boolean | Coordinator }) => Promise<Response>
}

export function createApis(): Apis {
  const seen: Seen[] = []
  const rejected = new Set<string | null>()
  const audienceOf: Record<string, string> = { [orders]: orders, [moreOrders]: orders, [stock]: 'stock', [userinfo]: 'login' }
  const isMeantFor = ({ origin, token }: Seen): boolean => token === null || token.includes(`-${audienceOf[origin] ?? 'nobody'}-`)
  return {
    seen,
    strays: () => seen.filter((each) => !isMeantFor(each)),
    reject: (token) => void rejected.add(token),
    tokensAt: (origin) => seen.filter((each) => each.origin === origin).map(({ token }) => token),
    get(auth, url, init) {
      const send = async (_input: unknown, sent: RequestInit | undefined): Promise<Response> => {
        const token = new Headers(sent?.headers).get('authorization')?.replace('Bearer ', '') ?? null
        const { origin, searchParams } = new URL(url)
        const request: Seen = { origin, token, user: searchParams.get('by') }
        seen.push(request)
        const isAccepted = token !== null && isMeantFor(request) && !rejected.has(token)
        const headers = { 'WWW-Authenticate': 'Bearer error="invalid_token"' }
        return isAccepted ? new Response('ok') : new Response('', { status: 401, headers })
      }
      return fetchWithToken(auth, url, init, { send, bearer: init?.bearer })
    },
  }
}
