import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type CoordinatorOptions, SessionEndedError } from '../src/index.ts'
import { sendWithToken, type OutgoingRequest, type ErrorDetails, type Transport } from '../src/adapter/index.ts'
import { requestEventNames } from '../src/session/request-events.ts'
import { flush } from './fake-clock.ts'
import { createWorld, token, type World } from './world.ts'
import { adapterSideOf } from '../src/adapter/index.ts'

interface Answer extends ErrorDetails {
  readonly status: number
}

interface Api extends Pick<World, 'auth' | 'start' | 'calls' | 'clock' | 'events'> {
  /** Sends one request through `sendWithToken`, and gives its status, or the error. */
  readonly send: (request?: Partial<OutgoingRequest> & { readonly own?: boolean }) => Promise<unknown>
  /** How often the API was asked. */
  readonly sends: () => number
  /** The events of requests so far, as name and fields in short. */
  readonly told: () => Promise<Record<string, unknown>[]>
}

const url = 'https://api.example.com/orders/17?secret=1'
const invalidToken = { status: 401, challenge: 'Bearer error="invalid_token"' }

/** An API that gives these responses one after the other, then 200. Errors are thrown. */
function createApi(responses: readonly (Answer | Error)[] = [], options: Partial<CoordinatorOptions> = {}): Api {
  const { auth, start, calls, clock, events } = createWorld({ origins: ['https://api.example.com'], ...options })
  let sends = 0
  const transport: Transport<OutgoingRequest & { readonly own?: boolean }, Answer> = {
    ownHeader: ({ own }) => own === true,
    async attempt() {
      const answer = responses[sends++] ?? { status: 200 }
      if (answer instanceof Error) throw answer
      return answer
    },
    errorDetails: (answer) => answer,
  }
  return {
    auth,
    start,
    calls,
    clock,
    events,
    send: (request) =>
      sendWithToken(auth, transport, { url, replayable: true, session: adapterSideOf(auth).session, ...request }).then(
        ({ status }) => status,
        (error: unknown) => error,
      ),
    sends: () => sends,
    async told() {
      await flush()
      const names: readonly string[] = requestEventNames
      return events.filter(({ name }) => names.includes(name)).map(({ name, event }) => ({ name, ...event }))
    },
  }
}

/** A world whose coordinator has a token. */
async function createServedApi(...given: Parameters<typeof createApi>): Promise<Api> {
  const api = createApi(...given)
  await api.start()
  return api
}

const facts = { session: 1, origin: 'https://api.example.com', method: 'GET' }

describe('the events of a request', () => {
  test('with a good token: sent, and finished', async () => {
    const { send, told } = await createServedApi()
    expect(await send()).toBe(200)
    expect(await told()).toEqual([
      { name: 'attempt', request: 1, ...facts, generation: 1, attempt: 1 },
      { name: 'finished', request: 1, ...facts, status: 200, error: undefined, attempts: 1, duration: 0 },
    ])
  })

  test('that waits for its first token', async () => {
    const { calls, clock, send, told } = createApi()
    const sent = send({ method: 'post' })
    await clock.advance(250)
    await calls[0]?.respond(token(1))
    expect(await sent).toBe(200)
    expect(await told()).toMatchObject([
      { name: 'waited', request: 1, method: 'POST', generation: 1, duration: 250 },
      { name: 'attempt', request: 1, generation: 1, attempt: 1 },
      { name: 'finished', request: 1, attempts: 1, duration: 250 },
    ])
  })

  test('that is replayed', async () => {
    const { calls, clock, send, told } = await createServedApi([invalidToken])
    const sent = send()
    await clock.advance(40)
    await calls[1]?.respond(token(2))
    expect(await sent).toBe(200)
    expect(await told()).toEqual([
      { name: 'attempt', request: 1, ...facts, generation: 1, attempt: 1 },
      { name: 'replay', request: 1, ...facts, from: 1, generation: 2, attempt: 2, duration: 40 },
      { name: 'attempt', request: 1, ...facts, generation: 2, attempt: 2 },
      { name: 'finished', request: 1, ...facts, status: 200, error: undefined, attempts: 2, duration: 40 },
    ])
  })

  test.for<[name: string, request: Parameters<Api['send']>[0], skipped: object]>([
    [
      'to an origin that is not listed',
      { url: 'http://localhost:3000/orders' },
      { reason: 'origin', origin: 'http://localhost:3000', allowed: ['https://api.example.com'] },
    ],
    ['with credentials of the caller’s own', { own: true }, { reason: 'own-authorization', allowed: undefined }],
    ['that says `bearer: false`', { bearer: false }, { reason: 'opted-out', allowed: undefined }],
    ['to a URL that can’t be read', { url: 'https://' }, { reason: 'origin', origin: 'null' }],
  ])('%s: skipped, sent without a token, and finished', async ([, request, skipped]) => {
    const { send, told } = await createServedApi([invalidToken])
    expect(await send(request)).toBe(401)
    expect(await told()).toMatchObject([
      { name: 'skipped', ...skipped },
      { name: 'attempt', generation: undefined, attempt: 1 },
      { name: 'finished', status: 401, attempts: 1 },
    ])
  })

  test('while nobody is signed in', async () => {
    const { send, told } = createApi([], {
      source: { obtain: async () => new Response(null, { status: 401 }) },
      beforeSignIn: 'send-without-token',
    })
    await send()
    expect(await told()).toMatchObject([
      { name: 'skipped', reason: 'not-signed-in', allowed: undefined },
      { name: 'attempt', generation: undefined },
      { name: 'finished' },
    ])
  })

  test('whose origin is no longer allowed after the wait', async () => {
    let isAllowed = true
    const { calls, send, told } = createApi([], { origins: () => isAllowed })
    const sent = send()
    await flush()
    isAllowed = false
    await calls[0]?.respond(token(1))
    await sent
    expect(await told()).toMatchObject([
      { name: 'skipped', reason: 'origin', allowed: 'predicate' },
      { name: 'attempt', generation: undefined },
      { name: 'finished' },
    ])
  })

  test('that fails before it is sent', async () => {
    const { auth, send, told } = createApi()
    const sent = send()
    await flush()
    await auth.clear()
    expect(await sent).toBeInstanceOf(SessionEndedError)
    expect(await told()).toMatchObject([{ name: 'finished', status: undefined, error: 'ERR_SESSION_ENDED', attempts: 0 }])
  })

  test.for<[error: Error, name: string]>([
    [new TypeError('fetch failed: s3cret', { cause: Object.assign(new Error('s3cret'), { code: 'ECONNREFUSED' }) }), 'ECONNREFUSED'],
    [new DOMException('s3cret', 'AbortError'), 'AbortError'],
    [Object.assign(new Error('s3cret'), { name: 's3cret token!' }), 'Error'],
  ])('that got no response: %s', async ([error, name]) => {
    const { send, told } = await createServedApi([error])
    expect(await send()).toBe(error)
    expect(await told()).toMatchObject([{ name: 'attempt' }, { name: 'finished', status: undefined, error: name, attempts: 1 }])
  })

  test('are counted by request and by session', async () => {
    const { auth, send, told } = await createServedApi()
    await send()
    await auth.setTokens(token(7))
    await send()
    expect((await told()).map(({ name, request, session }) => [name, request, session])).toEqual([
      ['attempt', 1, 1],
      ['finished', 1, 1],
      ['attempt', 2, 2],
      ['finished', 2, 2],
    ])
  })

  test('tell one end, however often an adapter tells it', async () => {
    const { auth, told } = await createServedApi()
    const trace = adapterSideOf(auth).trace({ url })
    trace?.finished(200)
    trace?.finished(500)
    trace?.failed(new Error('late'))
    expect(await told()).toMatchObject([{ name: 'finished', status: 200, attempts: 0 }])
  })

  test('tell nothing of a replay whose token was replaced before it was sent', async () => {
    const { auth, calls, send, told } = await createServedApi([invalidToken])
    vi.spyOn(adapterSideOf(auth), 'isCurrent').mockReturnValue(false)
    const sent = send()
    await flush()
    await calls[1]?.respond(token(2))
    expect(await sent).toBe(401)
    expect(await told()).toMatchObject([
      { name: 'attempt' },
      { name: 'ignored', generation: 1, status: 401, rule: 'no-newer-token' },
      { name: 'finished', attempts: 1 },
    ])
  })

  test('name a method in upper case, and none that is not a method', async () => {
    const { send, told } = await createServedApi()
    for (const method of ['patch', 'M-SEARCH', 'access token']) await send({ method })
    expect((await told()).filter(({ name }) => name === 'finished').map(({ method }) => method)).toEqual(['PATCH', 'M-SEARCH', 'other'])
  })

  test('never tell a path, a query or a token', async () => {
    const { calls, events, send, told } = await createServedApi([invalidToken, { status: 401, challenge: 'Bearer error="access-2"' }])
    const sent = send()
    await flush()
    await calls[1]?.respond(token(2))
    await sent
    expect(await told()).toHaveLength(5)
    expect(JSON.stringify(events)).not.toMatch(/orders|secret|access-/)
  })
})

describe('a response that is handed to the caller', () => {
  const forbidden = { status: 403, challenge: 'Bearer error="insufficient_scope", scope="write"' }

  test.for<[name: string, response: Answer, ignored: object, options?: Partial<CoordinatorOptions>]>([
    ['insufficient_scope', forbidden, { status: 403, error: 'insufficient_scope', rule: 'status' }],
    [
      'an error that is not the token’s',
      { status: 401, challenge: 'Bearer error="insufficient_scope"' },
      { status: 401, error: 'insufficient_scope', rule: 'other-error' },
    ],
    ['another scheme', { status: 401, challenge: 'Basic realm="x"' }, { error: undefined, rule: 'other-scheme' }],
    ['a redirect', { ...invalidToken, url: 'https://login.example/' }, { rule: 'other-origin' }],
    ['bareChallenge', { status: 401 }, { rule: 'bare-challenge' }, { bareChallenge: 'ignore' }],
    ['shouldRefresh', invalidToken, { error: 'invalid_token', rule: 'should-refresh' }, { shouldRefresh: () => false }],
    [
      'a body of the response that does not end',
      {
        ...invalidToken,
        unread: () => {
          throw new Error('locked')
        },
      },
      { rule: 'unread-body' },
    ],
  ])('is told with its rule: %s', async ([, response, ignored, options]) => {
    const { send, told } = await createServedApi([response], options)
    expect(await send()).toBe(response.status)
    expect(await told()).toMatchObject([
      { name: 'attempt' },
      { name: 'ignored', request: 1, generation: 1, ...ignored },
      { name: 'finished', status: response.status },
    ])
  })

  test('is told with its rule: a body that can’t be sent again', async () => {
    const { send, told } = await createServedApi([invalidToken])
    await send({ replayable: false })
    expect(await told()).toMatchObject([{}, { name: 'ignored', rule: 'one-shot-body' }, {}])
  })

  test('is told with its rule: a second rejection, after the replay', async () => {
    const { calls, send, told } = await createServedApi([invalidToken, invalidToken])
    const sent = send()
    await flush()
    await calls[1]?.respond(token(2))
    expect(await sent).toBe(401)
    expect((await told()).slice(-2)).toMatchObject([
      { name: 'ignored', generation: 2, rule: 'rejected-again' },
      { name: 'finished', attempts: 2 },
    ])
  })

  test('is told with its rule: an endpoint that rejects a brand-new token', async () => {
    const { calls, send, told } = await createServedApi([invalidToken, invalidToken, invalidToken])
    const sent = send()
    await flush()
    await calls[1]?.respond(token(2))
    await sent
    await send()
    expect((await told()).slice(-2)).toMatchObject([{ name: 'ignored', request: 2, rule: 'always-rejected' }, { name: 'finished' }])
  })

  test('is told with its rule: no newer token, and then the cooldown', async () => {
    const { calls, send, told } = await createServedApi([invalidToken, invalidToken], { retries: 0 })
    const sent = send()
    await flush()
    await calls[1]?.fail(new Error('down'))
    await sent
    await send()
    expect((await told()).filter(({ name }) => name === 'ignored').map(({ rule }) => rule)).toEqual(['no-newer-token', 'cooldown'])
  })

  test('is told with its rule: the budget for rejections', async () => {
    const { start, calls, clock, send, told } = createApi(Array.from({ length: 11 }, () => invalidToken))
    await start()
    for (let n = 2; n <= 11; n++) {
      await send({ replayable: false })
      await flush()
      await calls.at(-1)?.respond(token(n))
    }
    await send({ replayable: false })
    expect(clock.pendingTimers).toBe(0)
    expect((await told()).at(-2)).toMatchObject({ name: 'ignored', rule: 'budget' })
  })

  test('is told with its rule: the session is over', async () => {
    const { auth, send, told } = await createServedApi([invalidToken])
    const sent = send()
    await auth.setTokens(token(8))
    expect(await sent).toBe(401)
    expect((await told()).slice(-2)).toMatchObject([{ name: 'ignored', session: 1, rule: 'session-over' }, { name: 'finished' }])
  })

  test('is told with its rule: the origin is not allowed any more', async () => {
    let isAllowed = true
    const { calls, send, told } = await createServedApi([invalidToken], { origins: () => isAllowed })
    const sent = send()
    await flush()
    isAllowed = false
    await calls[1]?.respond(token(2))
    expect(await sent).toBe(401)
    expect((await told()).slice(-2)).toMatchObject([{ name: 'ignored', rule: 'origin' }, { name: 'finished' }])
  })

  test.for([404, 500])('is not told where it says nothing of the token: %s', async (status) => {
    const { send, told } = await createServedApi([{ status }])
    await send()
    expect((await told()).map(({ name }) => name)).toEqual(['attempt', 'finished'])
  })
})

describe('where nobody listens', () => {
  /** Without the listener that a world has. */
  async function createSilent(): Promise<{ send: () => Promise<number>; asked: () => number; auth: World['auth'] }> {
    const { createCoordinator } = await import('../src/index.ts')
    const auth = createCoordinator({ source: async () => token(1), origins: 'any' })
    await auth.getToken()
    let asked = 0
    const transport: Transport<OutgoingRequest, Answer> = {
      ownHeader: () => false,
      attempt: async () => ({ status: 200 }),
      errorDetails: (answer) => answer,
    }
    return {
      auth,
      asked: () => asked,
      async send() {
        const request: OutgoingRequest = {
          url,
          replayable: true,
          session: adapterSideOf(auth).session,
          get method() {
            asked++
            return 'GET'
          },
        }
        return (await sendWithToken(auth, transport, request)).status
      },
    }
  }

  test('a request has no trace, and no event is made', async () => {
    const { asked, auth, send } = await createSilent()
    auth.on('refresh', () => {})
    expect(adapterSideOf(auth).trace({ url })).toBeUndefined()
    await send()
    expect(asked()).toBe(0)
  })

  test.for(['*', ...requestEventNames] as const)('a listener of %s has requests traced, until it leaves', async (name) => {
    const { asked, auth, send } = await createSilent()
    const off = auth.on(name, () => {})
    await send()
    expect(asked()).toBe(1)
    off()
    off()
    await send()
    expect(asked()).toBe(1)
    expect(adapterSideOf(auth).trace({ url })).toBeUndefined()
  })

  test.for(requestEventNames)('so has a subscriber to the diagnostics channel of %s', async (name) => {
    const { asked, auth, send } = await createSilent()
    const messages: unknown[] = []
    const listener = (message: unknown): void => void messages.push(message)
    subscribe(`everbearer:${name}`, listener)
    onTestFinished(() => void unsubscribe(`everbearer:${name}`, listener))
    await send()
    await flush()
    expect(asked()).toBe(1)
    const told = { request: 1, origin: 'https://api.example.com' }
    expect(messages).toMatchObject(name === 'attempt' || name === 'finished' ? [told] : [])
    unsubscribe(`everbearer:${name}`, listener)
    expect(adapterSideOf(auth).trace({ url })).toBeUndefined()
  })
})
