import { type Coordinator, type CoordinatorEvents, createCoordinator, EverbearerError, type EventName, type TokenSource } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { type Counts, createRemoteTestbed, type RegisteredClient, type RemoteTestbed, type ServedRequest, type TestbedOptions } from '@everbearer/testbed/remote'
import { like } from './assert.ts'
import type { Given } from './behaviour.ts'
import type { Call, Client, Failure, Reply, Subject } from './client.ts'
import { createEventLog } from './event-log.ts'
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
export interface Scene {
  readonly testbed: RemoteTestbed
  readonly account: RegisteredClient
  readonly auth: Coordinator
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
  readonly counted: (counts: Partial<Counts>) => Promise<void>
  /** Resolves as soon as the servers have seen so much. */
  readonly reached: (least: Partial<Counts>) => Promise<void>
  /** Holds the token endpoint's answers back, those after the first `after` requests from now, until the gate is opened. */
  readonly holdTokens: (after?: number) => Promise<() => Promise<void>>
  /** The events of one kind so far. */
  readonly events: <Name extends EventName>(name: Name) => CoordinatorEvents[Name][]
  /** Resolves once there have been so many of them. */
  readonly told: (name: EventName, count?: number) => Promise<void>
  /** Each secret that a user's log must not show: of the client, and each token that came. */
  readonly secrets: () => string[]
  /** Lets the coordinator believe that this much time has gone by, ms. */
  readonly elapse: (ms: number) => void
  /** Lets each timer that the coordinator arms from now on fire at once. */
  readonly hurry: () => void
  /** Servers at other origins, to which no token may go. */
  readonly elsewhere: () => Promise<RemoteTestbed>
  /** A coordinator of the same account and clock. */
  readonly coordinator: (options?: Given['coordinator']) => Coordinator
  /** Ends all of it. */
  readonly close: () => Promise<void>
}

export interface SceneOptions {
  /** URL of the testbeds' control server. */
  readonly stage: string
  readonly testbed?: TestbedOptions | undefined
  readonly platform?: Platform | undefined
}

export async function createScene(subject: Subject, given: Given, { stage, platform, ...options }: SceneOptions): Promise<Scene> {
  const testbedOptions = { cors: true, ...options.testbed, ...given.testbed }
  const testbed = await createRemoteTestbed(stage, testbedOptions)
  const account = await testbed.registerClient(given.account)
  const closers: (() => unknown)[] = [() => testbed.close()]
  const issued = new Set<string>()
  const log = createEventLog()
  let offset = 0
  let hurried = false
  const clock = {
    wall: () => Date.now() + offset,
    monotonic: () => performance.now() + offset,
    setTimeout: (callback: () => void, ms: number): unknown => setTimeout(callback, hurried ? 0 : ms),
    clearTimeout: (timer: unknown) => clearTimeout(timer as number),
  }
  const coordinator = (more: Given['coordinator'] = {}): Coordinator => {
    const source = recording(clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...account }), issued)
    const created = createCoordinator({ source, origins: [new URL(testbed.api).origin], retries: 0, clock, ...more })
    closers.push(() => created.dispose())
    return created
  }
  const auth = coordinator(given.coordinator)
  log.listen(auth)
  const client = async (settings?: Partial<ClientSettings>, by = auth): Promise<Client> => subject.create(by, { baseUrl: testbed.api, ...settings })
  const plain = await client()
  const send: Scene['send'] = (call, by = plain) => by.send(typeof call === 'string' ? { path: call } : call)

  const scene: Scene = {
    testbed,
    account,
    auth,
    platform,
    url: (path) => testbed.api + path,
    client,
    bare: async (settings) => subject.create(undefined, { baseUrl: testbed.api, ...settings }),
    send,
    async outcome(call, by) {
      try {
        const reply = await send(call, by)
        return { kind: 'reply', status: reply.status, body: reply.body, reply, native: reply.native }
      } catch (error) {
        const failure = error instanceof EverbearerError ? { kind: 'everbearer' as const, code: error.code } : await subject.failureOf(error)
        return { ...failure, native: error }
      }
    },
    async warm() {
      like(await scene.outcome('/warm'), { status: 200 }, 'the first answer')
    },
    async revoked() {
      await scene.warm()
      await testbed.revokeAccessTokens()
    },
    requests: () => testbed.requests(),
    counted: async (counts) => like(await testbed.counts(), counts, 'counts'),
    reached: (least) => testbed.reached(least),
    holdTokens: (after = 0) => testbed.failTokenEndpoint({ kind: 'hold' }, { after }),
    events: log.events,
    told: log.told,
    secrets: () => [account.clientSecret, ...issued],
    elapse: (ms) => void (offset += ms),
    hurry: () => void (hurried = true),
    async elsewhere() {
      const other = await createRemoteTestbed(stage, testbedOptions)
      closers.push(() => other.close())
      return other
    },
    coordinator,
    async close() {
      for (const close of closers.toReversed()) await close()
    },
  }
  return scene
}

/** Takes note of each token that comes. */
function recording(source: TokenSource, issued: Set<string>): TokenSource {
  const noted: NonNullable<TokenSource['obtain']> = async (context) => {
    const answer = await source.obtain!(context)
    const { access_token: accessToken, refresh_token: refreshToken } = answer as Record<string, unknown>
    for (const token of [accessToken, refreshToken]) if (typeof token === 'string') issued.add(token)
    return answer
  }
  return { ...source, obtain: noted }
}
