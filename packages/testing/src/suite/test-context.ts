import type { Coordinator, CoordinatorEvents, CoordinatorOrPool, EventName, NamedEvent } from '@everbearer/core'
import type { Counts, RegisteredClient, RemoteTestbed, ServedRequest } from '../server/remote.ts'
import type { Setup } from './setup.ts'
import type { Call, Client, Failure, Reply, Subject } from './client.ts'
import type { Platform } from './platform.ts'
import type { ClientSettings } from './settings.ts'

/** The result of a call: a response or an error, which is not thrown. */
export interface Outcome {
  readonly kind: 'reply' | Failure['kind']
  /** Status of the response, or of the response in the error; undefined: no response. */
  readonly status?: number | undefined
  /** Body of the response, or of the response in the error; undefined: no response. */
  readonly body?: unknown
  /** `code` of an `EverbearerError`; undefined: another result. */
  readonly code?: string | undefined
  /** The response; undefined: the call failed. */
  readonly reply?: Reply | undefined
  /** The value that the client itself returned or threw. */
  readonly native: unknown
}

/** The servers, the coordinator and the wrapped client of one behaviour, with functions to observe them. */
export interface TestContext {
  readonly testbed: RemoteTestbed
  /** The client that is registered at the authorization server. The coordinator's tokens are issued to this client. */
  readonly account: RegisteredClient
  readonly auth: Coordinator
  readonly subject: Subject
  readonly platform: Platform | undefined
  /** Returns a path of the API as an absolute URL. */
  readonly url: (path: string) => string
  /** Creates another wrapped client. @param auth - @default the context's coordinator */
  readonly client: (settings?: Partial<ClientSettings>, auth?: CoordinatorOrPool) => Promise<Client>
  /** Creates a client without Everbearer, for comparison. */
  readonly bare: (settings?: Partial<ClientSettings>) => Promise<Client>
  /** Sends a call by a wrapped client. @param client - @default a client whose only setting is the base URL */
  readonly send: (call: Call | string, client?: Client) => Promise<Reply>
  /** Sends a call like `send`, but never rejects. */
  readonly outcome: (call: Call | string, client?: Client) => Promise<Outcome>
  /** Sends a request, so that the coordinator gets a token. The counts include this request. */
  readonly warm: () => Promise<void>
  /** Sends a request, so that the coordinator gets a token. Then revokes all access tokens at the server. */
  readonly revoked: () => Promise<void>
  /** Returns the requests that the API has served. */
  readonly requests: () => Promise<ServedRequest[]>
  /** Compares the given counts with the counts of the servers. Other counts are ignored. @throws {Error} a given count differs */
  readonly expectCounts: (counts: Partial<Counts>) => Promise<void>
  /** Resolves when the servers have counted at least as many requests as given. */
  readonly untilCounts: (least: Partial<Counts>) => Promise<void>
  /**
   * Delays the responses of the token endpoint. Resolves to a function that ends the delay.
   *
   * @param after - number of requests that are still served without a delay. @default 0
   */
  readonly holdTokens: (after?: number) => Promise<() => Promise<void>>
  /** Returns the coordinator events with this name that have been recorded so far. */
  readonly events: <Name extends EventName>(name: Name) => CoordinatorEvents[Name][]
  /** Returns the coordinator events that have been recorded so far, oldest first. */
  readonly allEvents: () => readonly NamedEvent[]
  /** Resolves when `count` coordinator events with this name have been recorded. @param count - @default 1 */
  readonly untilEvent: (name: EventName, count?: number) => Promise<void>
  /** Returns the secrets that no log may show: the client secret and each token so far. */
  readonly secrets: () => string[]
  /** @throws {Error} one of the values shows a secret, in its visible properties or when it is printed */
  readonly hidesSecrets: (...values: readonly unknown[]) => void
  /** Records the events of another coordinator, too. */
  readonly listen: (auth: Coordinator) => void
  /** Sets the coordinators' clock forward by `ms` milliseconds. */
  readonly elapse: (ms: number) => void
  /** Makes each later timer of the coordinators fire at once. */
  readonly hurry: () => void
  /** Starts servers at other origins, to which no token may be sent. */
  readonly elsewhere: () => Promise<RemoteTestbed>
  /** Creates another coordinator, whose tokens are issued to `account` too, and which has the same clock. */
  readonly coordinator: (options?: Setup['coordinator'], fetch?: typeof globalThis.fetch) => Coordinator
  /** Disposes the coordinators, and stops the servers. */
  readonly close: () => Promise<void>
}
