import type { Coordinator, CoordinatorOrPool } from '@everbearer/core'
import type { ClientSettings } from './settings.ts'

/** The body of a request. JSON has a separate field, as each client has its own option for JSON. */
export type Body = string | URLSearchParams | FormData | Blob | Uint8Array<ArrayBuffer> | ArrayBuffer | ReadableStream<Uint8Array>

/** A request that every subject (client library under test) can translate for its client. A missing field keeps the client's default. */
export interface Call {
  /** HTTP method. @default 'GET' */
  readonly method?: string
  /** A path below the base URL, or an absolute URL. */
  readonly path: string
  /** Absolute URL as an object, in place of base URL and path. The caller may change the object after the start. @default `path` is used */
  readonly url?: URL
  /** Query parameters of this request. @default none */
  readonly query?: Readonly<Record<string, string | number>>
  /** Headers of this request. @default none */
  readonly headers?: Readonly<Record<string, string>>
  /** Body of the request. @default no body */
  readonly body?: Body
  /** Value that the client sends as JSON, in place of `body`. @default no JSON */
  readonly json?: unknown
  /** Signal that aborts the call. @default no signal */
  readonly signal?: AbortSignal
  /** Time-out that is set with the client's own option, ms. @default the client's default */
  readonly timeout?: number
  /**
   * Maximum number of retries by the client itself, without a pause. The client retries after the statuses in `ClientSettings.retryOn`.
   * @default the client's default
   */
  readonly retries?: number
  /** True: the client throws for responses of 400 or above. @default the client's default */
  readonly throws?: boolean
  /** The way in which the client reads the response. @default by its content type */
  readonly responseType?: 'json' | 'text' | 'bytes' | 'stream'
  /** `true`: the token of the client's coordinator. `false`: no token. A coordinator: the token of this coordinator. @default true */
  readonly bearer?: boolean | Coordinator
  /** The way in which the client treats redirects. @default the client's default */
  readonly redirect?: 'follow' | 'manual'
  /** Called with the number of bytes sent so far. @default nothing is called */
  readonly onUploadProgress?: (loaded: number) => void
  /** Called with the number of bytes received so far. @default nothing is called */
  readonly onDownloadProgress?: (loaded: number) => void
}

/** A response. Its body has been read to the end, unless the call's `responseType` is `stream`. */
export interface Reply {
  readonly status: number
  readonly header: (name: string) => string | null
  /** The body of the response: parsed JSON, a string, bytes, or a stream. */
  readonly body: unknown
  /** The value that the client itself returned. */
  readonly native: unknown
}

/** The kind of an error. `http`: a response of 400 or above. `everbearer`: Everbearer's error. `other`: an unexpected error. */
export type Failure =
  | { readonly kind: 'http'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'everbearer'; readonly code: string }
  | { readonly kind: 'timeout' | 'abort' | 'network' | 'other' }

/** A client: wrapped by the adapter, or without the adapter for comparison. */
export interface Client {
  /** Sends a call. @throws the client's own errors, and errors of Everbearer */
  readonly send: (call: Call) => Promise<Reply>
}

/** A client library in one version, with functions that run the suite's calls on it. */
export interface Subject {
  readonly name: string
  /** Creates a client that the adapter wraps for the coordinator or pool `auth`. `auth` undefined: a client that is not wrapped. */
  readonly create: (auth: CoordinatorOrPool | undefined, settings: ClientSettings) => Client | Promise<Client>
  /** The client's kind of connection pool on Node. `agent`: an `http.Agent`. `dispatcher`: a dispatcher of undici. @default 'dispatcher' */
  readonly pool?: 'agent' | 'dispatcher'
  /** Returns the kind of an error that the client itself has thrown. */
  readonly failureOf: (error: unknown) => Failure | Promise<Failure>
  /**
   * The reasons why behaviours can't pass with this client. Each key is a need or the name of a behaviour. A named behaviour must fail. For
   * a need, one behaviour is run and must fail, to check that the limit still exists. Other behaviours with this need are skipped.
   */
  readonly limits: Readonly<Record<string, string>>
}
