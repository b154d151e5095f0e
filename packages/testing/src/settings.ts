import type { Coordinator } from '@everbearer/core'

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
  readonly received?: (status: number, url: string) => void | Promise<void>
}

/** One connection for all requests. */
export interface Pool {
  /** For clients over `node:http`: an `http.Agent`. */
  readonly agent?: object
  /** Sends through it. */
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
  /** Wrap the client a second time, for this coordinator, which may be the same. */
  readonly alsoFor?: Coordinator
}

export const defaultRetryOn: readonly number[] = [503]
