import type { Coordinator } from '@everbearer/core'

/** The request in a user's hook or interceptor. */
export interface SeenRequest {
  readonly header: (name: string) => string | null
  readonly setHeader: (name: string, value: string) => void
}

/** The user's own hooks or interceptors, described in a way that fits every client. */
export interface Hooks {
  /** Called before a request is sent. @default no hook */
  readonly request?: (request: SeenRequest) => void | Promise<void>
  /** Called for each response that the client returns, and for the response in an error. @default no hook */
  readonly response?: (response: { readonly status: number }) => void | Promise<void>
}

/** A transport that the user has set in the client. Its functions are called for each attempt, and may delay the attempt. */
export interface Transport {
  /** Called before an attempt is sent. @default nothing is called */
  readonly sending?: (url: string) => void | Promise<void>
  /** Called when the response to an attempt has arrived. @default nothing is called */
  readonly received?: (status: number, url: string) => void | Promise<void>
}

/** A connection pool with a single connection. */
export interface Pool {
  /** An `http.Agent`, for clients over `node:http`. @default none */
  readonly agent?: object
  /** Sends a request through the pool. */
  readonly fetch: typeof fetch
  readonly close: () => Promise<void>
}

/** The settings of a new client. */
export interface ClientSettings {
  readonly baseUrl: string
  /** Query parameters of every request. @default none */
  readonly query?: Readonly<Record<string, string | number>>
  /** Headers of every request. @default none */
  readonly headers?: Readonly<Record<string, string>>
  /** The client's own time-out, ms. @default the client's default */
  readonly timeout?: number
  /** Maximum number of retries of the client itself. @default the client's default */
  readonly retries?: number
  /** The statuses after which the client itself retries. @default [503] */
  readonly retryOn?: readonly number[]
  /** True: the client throws for responses of 400 or above. @default the client's default */
  readonly throws?: boolean
  /** Called before each retry of the client itself. @default nothing is called */
  readonly onRetry?: () => void
  /** Hooks that are installed before or after the client is wrapped. @default no hooks */
  readonly hooks?: { readonly before?: Hooks; readonly after?: Hooks }
  /** The user's own transport. @default the client's transport */
  readonly transport?: Transport
  /** The pool of the client's connections. @default the platform's connections */
  readonly pool?: Pool
  /** Coordinator for which the client is wrapped a second time. It may be the same coordinator. @default the client is wrapped once */
  readonly alsoFor?: Coordinator
}

/** The default of `ClientSettings.retryOn`. */
export const defaultRetryOn: readonly number[] = [503]
