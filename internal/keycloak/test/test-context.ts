import {
  type Coordinator,
  type CoordinatorEvents,
  type CoordinatorOptions,
  createCoordinator,
  type NamedEvent,
  type TokenSource,
} from '@everbearer/core'
import type { ClientUnderTest, Send } from '../clients.ts'
import { type ResourceServer, type ResourceServerOptions, startResourceServer } from '../resource-server/resource-server.ts'
import { type Recorder, startRecorder } from '../wire/recorder.ts'

export interface TestContextOptions {
  /** Where the realm begins, as a URL. */
  readonly realm: string
  readonly client: ClientUnderTest
  /** Makes the source from the token endpoint, which lies behind the recorder. */
  readonly source: (tokenEndpoint: string) => TokenSource
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly api?: Partial<ResourceServerOptions>
}

/** A coordinator with one client between a recorded Keycloak and an API that asks Keycloak about tokens. */
export interface TestContext extends AsyncDisposable {
  readonly auth: Coordinator
  readonly send: Send
  readonly wire: Recorder
  readonly api: ResourceServer
  /** Lets the coordinator believe that this much time has gone by, ms. Keycloak believes nothing. */
  readonly elapse: (ms: number) => void
  /** The events of one kind so far. */
  readonly events: <Name extends keyof CoordinatorEvents>(name: Name) => CoordinatorEvents[Name][]
  /** Events of failures. */
  readonly failures: () => unknown[]
}

/** Told of what callers do not notice. */
const harmless = new Set<string>([
  'refresh',
  'refresh-rejected',
  'attempt-failed',
  'tokens-set',
  'skipped',
  'waiting',
  'waited',
  'attempt',
  'replay',
  'ignored',
  'finished',
])

export async function createTestContext(options: TestContextOptions): Promise<TestContext> {
  const { realm, client } = options
  const { origin, pathname } = new URL(realm)
  const wire = await startRecorder(origin)
  const api = await startResourceServer({ realmUrl: realm, ...options.api })
  let offset = 0
  const auth = createCoordinator({
    source: options.source(`${wire.origin}${pathname}/protocol/openid-connect/token`),
    origins: [api.origin, origin, wire.origin],
    clock: {
      wall: () => Date.now() + offset,
      monotonic: () => performance.now() + offset,
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
    // A machine with other work to do is slow; how slow is nothing that these tests are about.
    refreshTimeout: 45_000,
    maxRetryTime: 90_000,
    ...options.coordinator,
  })
  const recorded: NamedEvent[] = []
  auth.on('*', (event) => void recorded.push(event))
  return {
    auth,
    wire,
    api,
    send: client.create(auth),
    elapse: (ms) => void (offset += ms),
    events: (name) => recorded.filter((entry) => entry.name === name).map(({ event }) => event as never),
    failures: () => recorded.filter(({ name }) => !harmless.has(name)),
    async [Symbol.asyncDispose]() {
      auth.dispose()
      await Promise.all([wire[Symbol.asyncDispose](), api[Symbol.asyncDispose]()])
    },
  }
}

/** For what comes by itself, on a machine that may have other work to do. */
export const patience = { timeout: 60_000, interval: 20 }

/** An array of what `count` calls give, all begun at once. */
export function atOnce<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call))
}

/** What a promise came to, without throwing. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** The Everbearer error in a rejection: axios passes it on as it is, others wrap it. */
export function codeOf(thrown: unknown): string | undefined {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    const { code } = error as { code?: unknown }
    if (typeof code === 'string' && code.startsWith('ERR_')) return code
  }
  return undefined
}
