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
} from '@everbearer/testbed'
import { createEventLog } from '../src/event-log.ts'
import { leaksOf as leaksWith } from '../src/leaks.ts'

export interface BenchOptions {
  readonly client?: ClientOptions
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly testbed?: TestbedOptions
  /** Stands between coordinator and token endpoint, for instance to hold a request back. */
  readonly source?: (real: TokenSource) => TokenSource
}

/** Servers and a coordinator in the same process, for the tests that are one adapter's own. */
export interface Bench extends AsyncDisposable {
  readonly testbed: Testbed
  readonly client: RegisteredClient
  readonly auth: Coordinator
  /** A path of the API as a URL. */
  readonly url: (path: string) => string
  readonly counts: () => Counts
  /** Each access and refresh token the server gave, in order. */
  readonly issued: string[]
  /** The events of one kind so far. */
  readonly events: <Name extends keyof CoordinatorEvents>(name: Name) => CoordinatorEvents[Name][]
  /** Lets the coordinator believe that this much time has gone by, ms. */
  readonly elapse: (ms: number) => void
}

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
    ...options.coordinator,
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

/** A promise and the key to it. */
export function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: () => resolve() }
}

/** What a promise came to, without throwing. */
export function outcomeOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.catch((error: unknown) => error)
}

/** An array of `count` times the same. */
export function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value)
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Where `value` gives one of the secrets away. */
export function leaksOf(value: unknown, secrets: readonly string[]): string[] {
  return leaksWith(value, secrets, (shown) => inspect(shown, { depth: Infinity }))
}
