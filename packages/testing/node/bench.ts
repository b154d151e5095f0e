import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { type Coordinator, type CoordinatorEvents, type CoordinatorOptions, createCoordinator, type TokenSource } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import {
  type ClientOptions,
  type Counts,
  type RegisteredClient,
  startTestbed,
  type Testbed,
  type TestbedOptions,
} from '../src/server/index.ts'
import { createEventLog } from '../src/suite/event-log.ts'
import { leaksOf as leaksWith } from '../src/suite/leaks.ts'

/** Options of `startBench()`. */
export interface BenchOptions {
  readonly client?: ClientOptions
  /** Options of the coordinator, or a function that makes them for the servers. */
  readonly coordinator?: Partial<CoordinatorOptions> | ((testbed: Testbed) => Partial<CoordinatorOptions>)
  readonly testbed?: TestbedOptions
  /** Wraps the source of the coordinator, for instance to delay a token request. @default the source is not wrapped */
  readonly source?: (real: TokenSource) => TokenSource
}

/** Servers and a coordinator in the same process, for tests of a single adapter. */
export interface Bench extends AsyncDisposable {
  readonly testbed: Testbed
  readonly client: RegisteredClient
  readonly auth: Coordinator
  /** Returns a path of the API as an absolute URL. */
  readonly url: (path: string) => string
  readonly counts: () => Counts
  /** Each access and refresh token that the server has issued, in order. */
  readonly issued: string[]
  /** Returns the events with this name so far. */
  readonly events: <Name extends keyof CoordinatorEvents>(name: Name) => CoordinatorEvents[Name][]
  /** Sets the coordinator's clock forward, ms. */
  readonly elapse: (ms: number) => void
}

/** Starts the servers, and creates a coordinator for them. */
export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const testbed = await startTestbed(options.testbed)
  const issued: string[] = []
  const change = options.client?.responseFields ?? ((fields) => fields)
  const client = testbed.registerClient({
    ...options.client,
    responseFields(fields) {
      issued.push(...[fields['access_token'], fields['refresh_token']].filter((token) => typeof token === 'string'))
      return change(fields)
    },
  })
  let offset = 0
  const real = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client })
  const auth = createCoordinator({
    source: options.source?.(real) ?? real,
    origins: [new URL(testbed.api).origin],
    retries: 0,
    clock: {
      wall: () => Date.now() + offset,
      monotonic: () => performance.now() + offset,
      setTimeout: (callback, ms) => setTimeout(callback, ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
    ...(typeof options.coordinator === 'function' ? options.coordinator(testbed) : options.coordinator),
  })
  const log = createEventLog()
  log.listen(auth)
  return {
    testbed,
    client,
    auth,
    url: (path) => testbed.api + path,
    counts: () => testbed.counts(),
    issued,
    events: log.events,
    elapse: (ms) => void (offset += ms),
    async [Symbol.asyncDispose]() {
      auth.dispose()
      await testbed.close()
    },
  }
}

/** A promise, and the function that resolves it. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: () => resolve() }
}

/** Resolves to the value of a promise, or to the error that it rejects with. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** An array with the same value `count` times. */
export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value)
}

/** SHA-256 in hex. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Lists the places where `value` shows one of the secrets. */
export function leaksOf(value: unknown, secrets: readonly string[]): string[] {
  return leaksWith(value, secrets, (shown) => inspect(shown, { depth: Infinity }))
}
