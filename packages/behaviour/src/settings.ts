/** A request as the user's hook or interceptor sees it. */
export interface SeenRequest {
  readonly header: (name: string) => string | null
  readonly setHeader: (name: string, value: string) => void
}

/** The user's own hooks or interceptors, in neutral terms. */
export interface Hooks {
  readonly request?: (request: SeenRequest) => void | Promise<void>
  /** Called for what the client calls an answer, and for the answer in an error. */
  readonly response?: (response: { readonly status: number }) => void | Promise<void>
}

/** What the user put in the place of the client's transport: told of each attempt, and it may keep it waiting. */
export interface Transport {
  readonly sending?: (url: string) => void | Promise<void>
  readonly answered?: (status: number, url: string) => void | Promise<void>
}

/** One connection for all requests, in the shape that each kind of client takes. */
export interface Pool {
  /** For clients over `node:http`. */
  readonly agent: object
  /** For clients over undici: `fetch` takes it in its options. */
  readonly dispatcher: object
  readonly fetch: typeof fetch
  readonly close: () => Promise<void>
}

/** What a client is created with. */
export interface ClientSettings {
  readonly baseUrl: string
  readonly query?: Readonly<Record<string, string | number>>
  readonly headers?: Readonly<Record<string, string>>
  /** ms. */
  readonly timeout?: number
  readonly retries?: number
  /** Which statuses the client's own retries are for. @default [503] */
  readonly retryOn?: readonly number[]
  readonly throws?: boolean
  /** Called before each retry of the client's own. */
  readonly onRetry?: () => void
  /** Installed before the client was wrapped, and after. */
  readonly hooks?: { readonly before?: Hooks; readonly after?: Hooks }
  readonly transport?: Transport
  readonly pool?: Pool
  /** Wrapped once more, with the same coordinator. */
  readonly twice?: boolean
}

export const defaultRetryOn: readonly number[] = [503]
