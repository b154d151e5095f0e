import { createCoordinator, EverbearerError, type TokenSource } from '@everbearer/core'
import { clientCredentials } from '@everbearer/oauth2'
import { createRemoteTestbed, type TestbedOptions } from '../server/remote.ts'
import { expectEqual, expectMatch } from './assert.ts'
import type { Setup } from './setup.ts'
import type { Failure, Subject } from './client.ts'
import { createEventLog } from './event-log.ts'
import { leaksOf } from './leaks.ts'
import type { Platform } from './platform.ts'
import type { TestContext } from './test-context.ts'

/** The options of test contexts that the runner sets. */
export interface TestContextOptions {
  /** URL of the control server, which starts the testbeds. */
  readonly controlUrl: string
  /** Options of each testbed. @default CORS is on */
  readonly testbed?: TestbedOptions | undefined
  /** Functions that only some platforms have. @default none */
  readonly platform?: Platform | undefined
}

/** Starts servers for one behaviour, and creates a coordinator and a wrapped client. */
export async function createTestContext(
  subject: Subject,
  setup: Setup,
  { controlUrl, platform, ...options }: TestContextOptions,
): Promise<TestContext> {
  const testbedOptions = { cors: true, ...options.testbed, ...setup.testbed }
  const testbed = await createRemoteTestbed(controlUrl, testbedOptions)
  const account = await testbed.registerClient(setup.account)
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
  const coordinator: TestContext['coordinator'] = (more = {}, fetch) => {
    const source = recording(clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...account, ...(fetch && { fetch }) }), issued)
    const created = createCoordinator({ source, origins: [new URL(testbed.api).origin], retries: 0, clock, ...more })
    closers.push(() => created.dispose())
    return created
  }
  const auth = coordinator(setup.coordinator)
  log.listen(auth)
  const client: TestContext['client'] = async (settings, by = auth) => subject.create(by, { baseUrl: testbed.api, ...settings })
  const plain = await client()
  const send: TestContext['send'] = (call, by = plain) => by.send(typeof call === 'string' ? { path: call } : call)

  // Reading the body of an error may fail, for instance if the servers have stopped meanwhile.
  const readFailure = async (error: unknown): Promise<Failure> => {
    try {
      return await subject.failureOf(error)
    } catch {
      return { kind: 'other' }
    }
  }

  const context: TestContext = {
    testbed,
    account,
    auth,
    subject,
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
        const failure = error instanceof EverbearerError ? { kind: 'everbearer' as const, code: error.code } : await readFailure(error)
        return { ...failure, native: error }
      }
    },
    async warm() {
      expectMatch(await context.outcome('/warm'), { status: 200 }, 'the first answer')
    },
    async revoked() {
      await context.warm()
      await testbed.revokeAccessTokens()
    },
    requests: () => testbed.requests(),
    expectCounts: async (counts) => expectMatch(await testbed.counts(), counts, 'counts'),
    untilCounts: (least) => testbed.untilCounts(least),
    holdTokens: (after = 0) => testbed.failTokenEndpoint({ kind: 'hold' }, { after }),
    events: log.events,
    allEvents: log.all,
    untilEvent: log.untilEvent,
    secrets: () => [account.clientSecret, ...issued],
    hidesSecrets(...values) {
      for (const value of values) expectEqual(leaksOf(value, context.secrets(), platform?.inspect), [], 'leaks')
    },
    listen: log.listen,
    elapse: (ms) => void (offset += ms),
    hurry: () => void (hurried = true),
    async elsewhere() {
      const other = await createRemoteTestbed(controlUrl, testbedOptions)
      closers.push(() => other.close())
      return other
    },
    coordinator,
    async close() {
      for (const close of closers.toReversed()) await close()
    },
  }
  return context
}

type SourceResult = ReturnType<NonNullable<TokenSource['obtain']>>

/** Records each token that a source returns. */
function recording(source: TokenSource, issued: Set<string>): TokenSource {
  const note = async (pending: SourceResult): Promise<Awaited<SourceResult>> => {
    const answer = await pending
    const { access_token: accessToken, refresh_token: refreshToken } = answer as Record<string, unknown>
    for (const token of [accessToken, refreshToken]) if (typeof token === 'string') issued.add(token)
    return answer
  }
  const { obtain, refresh } = source
  return {
    ...(obtain && { obtain: (request) => note(obtain(request)) }),
    ...(refresh && { refresh: (...args) => note(refresh(...args)) }),
  }
}
