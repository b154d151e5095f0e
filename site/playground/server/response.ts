/** A request, as far as the server of the playground reads it. */
export interface ReceivedRequest {
  readonly method: string
  /** The path below the server, without a slash in front. */
  readonly path: string
  readonly authorization: string | undefined
  /** The body as text. */
  readonly body: string
  /** When the request arrived, ms since 1970. */
  readonly arrived: number
}

/** What the server does with a request. */
export interface PlayResponse {
  /** `lost`: the connection breaks instead of a response. */
  readonly kind: 'response' | 'lost'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** JSON. */
  readonly body: unknown
  /** How long the response takes from now, ms. */
  readonly delay: number
}

export function createResponse(status: number, body: unknown, delay = 0, headers: Readonly<Record<string, string>> = {}): PlayResponse {
  return { kind: 'response', status, headers: { 'cache-control': 'no-store', ...headers }, body, delay }
}

/** The latency of a request: between half and one and a half of the middle. Equal for equal lanes, so that both sides see the same. */
export function latencyOf(middle: number, lane: number): number {
  return Math.round(middle * (0.5 + ((lane * 61) % 100) / 100))
}
