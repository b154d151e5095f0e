import type { Coordinator } from '@everbearer/core'
import type { ClientSettings } from './settings.ts'

/** Something to send. JSON is given apart, as clients have their own way with it. */
export type Body = string | URLSearchParams | FormData | Blob | Uint8Array<ArrayBuffer> | ArrayBuffer | ReadableStream<Uint8Array>

/** A request in terms that every client can be told in its own. What is left out is left to the client. */
export interface Call {
  /** @default 'GET' */
  readonly method?: string
  /** Below the base URL, or an absolute URL. */
  readonly path: string
  /** In the place of base URL and path: an absolute URL as an object, which the caller may change. */
  readonly url?: URL
  readonly query?: Readonly<Record<string, string | number>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Body
  readonly json?: unknown
  readonly signal?: AbortSignal
  /** By the client's own option, ms. */
  readonly timeout?: number
  /** The client's own retries of answers that `ClientSettings.retryOn` names, without a pause. */
  readonly retries?: number
  /** Does the client throw for answers of 400 or above? */
  readonly throws?: boolean
  /** How the client is asked to read the answer. @default by its content type */
  readonly responseType?: 'json' | 'text' | 'bytes' | 'stream'
  /** `false`: without a token. A coordinator: with its token. */
  readonly bearer?: boolean | Coordinator
  readonly redirect?: 'follow' | 'manual'
  /** Told the bytes so far. */
  readonly onUploadProgress?: (loaded: number) => void
  /** Told the bytes so far. */
  readonly onDownloadProgress?: (loaded: number) => void
}

/** An answer, read to its end unless it was asked for as a stream. */
export interface Reply {
  readonly status: number
  readonly header: (name: string) => string | null
  /** Parsed JSON, a string, bytes, or a stream. */
  readonly body: unknown
  /** What the client itself gave. */
  readonly native: unknown
}

/** What an error of the client says. `other` is what no user should ever see. */
export type Failure =
  | { readonly kind: 'http'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'everbearer'; readonly code: string }
  | { readonly kind: 'timeout' | 'abort' | 'network' | 'other' }

/** One wrapped client. */
export interface Client {
  /** @throws the client's own errors */
  readonly send: (call: Call) => Promise<Reply>
}

/** One client library in one version, told how to do what behaviours ask. */
export interface Subject {
  readonly name: string
  /** Without `auth`: the client as it comes, to compare with. */
  readonly create: (auth: Coordinator | undefined, settings: ClientSettings) => Client | Promise<Client>
  /** What its requests go through under Node. @default 'dispatcher' */
  readonly pool?: 'agent' | 'dispatcher'
  /** Reads one of the client's own errors. */
  readonly failureOf: (error: unknown) => Failure | Promise<Failure>
  /**
   * What this client truly can't, and why, by need or by the name of a behaviour. A need leaves its behaviours out, but
   * for the one that tells whether the limit is still there; so does a name.
   */
  readonly limits: Readonly<Record<string, string>>
}
