import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { clientCredentials } from '@everbearer/oauth2'
import { type ClientOptions, type Counts, type RegisteredClient, startTestbed, type Testbed, type TestbedOptions } from '@everbearer/testbed'
import { type BearerFetch, type Coordinator, type CoordinatorEvents, type CoordinatorOptions, createCoordinator, type TokenSource, withBearer } from '../src/index.ts'

export interface BenchOptions {
  readonly client?: ClientOptions
  readonly coordinator?: Partial<CoordinatorOptions>
  readonly testbed?: TestbedOptions
  /** Stands between coordinator and token endpoint, for instance to hold a request back. */
  readonly source?: (real: TokenSource) => TokenSource
  /** What is wrapped. @default the platform's */
  readonly fetch?: typeof globalThis.fetch
}

/** Servers, a coordinator and a wrapped fetch of one test. */
export interface Bench extends AsyncDisposable {
  readonly testbed: Testbed
  readonly client: RegisteredClient
  readonly auth: Coordinator
  readonly api: BearerFetch<typeof globalThis.fetch>
  /** A path of the API as a URL. */
  readonly url: (path: string) => string
  readonly counts: () => Counts
  /** Each access and refresh token the server gave, in order. */
  readonly issued: string[]
  /** The events of one kind so far. */
  readonly events: <Name extends keyof CoordinatorEvents>(name: Name) => CoordinatorEvents[Name][]
  /** All events so far, whatever their kind. */
  readonly told: unknown[]
  /** Lets the coordinator believe that this much time has gone by, ms. */
  readonly elapse: (ms: number) => void
  /** Lets each timer that the coordinator arms from now on fire at once. */
  readonly hurry: () => void
}

const eventNames = ['refresh', 'refresh-failed', 'cooldown', 'session-ended', 'replay', 'store-failed'] as const

export async function startBench(options: BenchOptions = {}): Promise<Bench> {
  const testbed = await startTestbed(options.testbed)
  const issued: string[] = []
  const answer = options.client?.answer ?? ((fields) => fields)
  const client = testbed.registerClient({
    ...options.client,
    answer(fields) {
      const tokens = [fields['access_token'], fields['refresh_token']].filter((token) => typeof token === 'string')
      issued.push(...tokens)
      return answer(fields)
    },
  })
  let offset = 0
  let hurried = false
  const real = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client })
  const auth = createCoordinator({
    source: options.source?.(real) ?? real,
    origins: [new URL(testbed.api).origin],
    retries: 0,
    clock: {
      wall: () => Date.now() + offset,
      monotonic: () => performance.now() + offset,
      setTimeout: (callback, ms) => setTimeout(callback, hurried ? 0 : ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
    ...options.coordinator,
  })
  const seen: { name: string; event: unknown }[] = []
  for (const name of eventNames) auth.on(name, (event) => void seen.push({ name, event }))

  return {
    testbed,
    client,
    auth,
    api: withBearer(options.fetch ?? globalThis.fetch, auth),
    url: (path) => testbed.api + path,
    counts: () => testbed.counts(),
    issued,
    events: (name) => seen.filter((entry) => entry.name === name).map(({ event }) => event as never),
    told: seen,
    elapse: (ms) => void (offset += ms),
    hurry: () => void (hurried = true),
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

/** Each way in which `value` and the causes behind it can come to light in a log, and what it shows. */
function renderings(value: unknown): Map<string, string> {
  const shown = new Map<string, string>()
  let current = value
  for (let depth = 0; current !== undefined && current !== null && depth < 10; depth++) {
    const at = depth === 0 ? '' : `cause ${depth}: `
    const error = current
    const ways: Record<string, () => unknown> = {
      message: () => (error as Error).message,
      stack: () => (error as Error).stack,
      json: () => JSON.stringify(error),
      string: () => String(error),
      inspect: () => inspect(error, { depth: Infinity, showHidden: false }),
      clone: () => inspect(structuredClone(error), { depth: Infinity }),
      errors: () => inspect((error as AggregateError).errors, { depth: Infinity }),
    }
    for (const [way, show] of Object.entries(ways)) {
      try {
        shown.set(at + way, String(show()))
      } catch {
        // What can't be shown so (a function can't be cloned) is not shown so.
      }
    }
    current = (current as Error).cause
  }
  return shown
}

/** The ways in which `value` gives one of the secrets away. */
export function leaksOf(value: unknown, secrets: readonly string[]): string[] {
  return [...renderings(value)].filter(([, text]) => secrets.some((secret) => text.includes(secret))).map(([way]) => way)
}
