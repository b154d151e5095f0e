import type { Coordinator, CoordinatorEvents, EventName, NamedEvent } from '@everbearer/core'
import type { Counts, RegisteredClient, RemoteTestbed, ServedRequest } from '@everbearer/testbed/remote'
import type { Setup } from './setup.ts'
import type { Call, Client, Failure, Reply, Subject } from './client.ts'
import type { Platform } from './platform.ts'
import type { ClientSettings } from './settings.ts'

/** What a call came to: an answer or an error, never thrown. */
export interface Outcome {
  readonly kind: 'reply' | Failure['kind']
  /** Of the answer, be it in an error or not. */
  readonly status?: number | undefined
  readonly body?: unknown
  /** Of an `EverbearerError`. */
  readonly code?: string | undefined
  readonly reply?: Reply | undefined
  /** What the client itself gave or threw. */
  readonly native: unknown
}

/** Servers, a coordinator and a wrapped client of one behaviour, and what it takes to look at them. */
export interface TestContext {
  readonly testbed: RemoteTestbed
  readonly account: RegisteredClient
  readonly auth: Coordinator
  readonly subject: Subject
  readonly platform: Platform | undefined
  /** A path of the API as an absolute URL. */
  readonly url: (path: string) => string
  /** Another wrapped client of the same coordinator, or of another. */
  readonly client: (settings?: Partial<ClientSettings>, auth?: Coordinator) => Promise<Client>
  /** The client as it comes, without us. */
  readonly bare: (settings?: Partial<ClientSettings>) => Promise<Client>
  /** Sends by a wrapped client with no settings but the base URL, unless another is given. */
  readonly send: (call: Call | string, client?: Client) => Promise<Reply>
  /** The same, and never throws. */
  readonly outcome: (call: Call | string, client?: Client) => Promise<Outcome>
  /** Gets a token by a request, which is counted. */
  readonly warm: () => Promise<void>
  /** Gets a token by a request, and has the server refuse it from now on. */
  readonly revoked: () => Promise<void>
  readonly requests: () => Promise<ServedRequest[]>
  /** @throws unless the counts are these; others may be any */
  readonly expectCounts: (counts: Partial<Counts>) => Promise<void>
  /** Resolves as soon as the servers have seen so much. */
  readonly untilCounts: (least: Partial<Counts>) => Promise<void>
  /** Holds the token endpoint's answers back, those after the first `after` requests from now, until the gate is opened. */
  readonly holdTokens: (after?: number) => Promise<() => Promise<void>>
  /** The events of one kind so far. */
  readonly events: <Name extends EventName>(name: Name) => CoordinatorEvents[Name][]
  /** All events so far, in their order. */
  readonly allEvents: () => readonly NamedEvent[]
  /** Resolves once there have been so many of them. */
  readonly untilEvent: (name: EventName, count?: number) => Promise<void>
  /** Each secret that a user's log must not show: of the client, and each token that came. */
  readonly secrets: () => string[]
  /** @throws if one of the values shows a secret to who logs it or looks into it */
  readonly hidesSecrets: (...values: readonly unknown[]) => void
  /** Takes note of the events of another coordinator, too. */
  readonly listen: (auth: Coordinator) => void
  /** Lets the coordinator believe that this much time has gone by, ms. */
  readonly elapse: (ms: number) => void
  /** Lets each timer that the coordinator arms from now on fire at once. */
  readonly hurry: () => void
  /** Servers at other origins, to which no token may go. */
  readonly elsewhere: () => Promise<RemoteTestbed>
  /** A coordinator of the same account and clock. */
  readonly coordinator: (options?: Setup['coordinator'], fetch?: typeof globalThis.fetch) => Coordinator
  /** Ends all of it. */
  readonly close: () => Promise<void>
}
