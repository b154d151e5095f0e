import { describe, expect, test, vi } from 'vitest'
import { adapterSideOf, bindCall, fetchWithToken, type OutgoingRequest, sendWithToken, type Transport } from '../../src/adapter/index.ts'
import { type Coordinator, createCoordinator, createCoordinatorPool, type CoordinatorOptions } from '../../src/index.ts'
import { flush } from '../fake-clock.ts'
import { token } from '../world.ts'

const url = 'https://api.example.com/graphql'

/** A response as GraphQL servers send them: the status is 200, and the body says what is wrong. */
interface Received {
  readonly status: number
  readonly error?: string
}

function coordinate(name = 'access', options: Partial<CoordinatorOptions> = {}): Coordinator {
  let tokens = 0
  return createCoordinator({ source: async () => ({ ...token(0), access_token: `${name}-${++tokens}` }), origins: 'any', ...options })
}

function createClient(
  auth: Coordinator,
  responses: (Received | Error)[] = [],
  more: Partial<Transport<OutgoingRequest, Received>> = {},
): { send: (more?: Partial<OutgoingRequest>) => Promise<Received>; sent: (string | undefined)[] } {
  const sent: (string | undefined)[] = []
  const transport: Transport<OutgoingRequest, Received> = {
    ownHeader: () => false,
    async attempt(_request, authorization) {
      sent.push(authorization?.value)
      const response = responses.shift() ?? { status: 200 }
      if (response instanceof Error) throw response
      return response
    },
    errorDetails: () => ({}),
    ...more,
  }
  return {
    sent,
    send: (given) => sendWithToken(auth, transport, { url, replayable: true, session: adapterSideOf(auth).session, ...given }),
  }
}

describe('a response of 200 that rejects the token', () => {
  const rejected: Received = { status: 200, error: 'UNAUTHENTICATED' }
  const rejectsToken = ({ error }: Received): boolean => error === 'UNAUTHENTICATED'

  test.for<[name: string, rejectsToken: (response: Received) => boolean | Promise<boolean>]>([
    ['at once', rejectsToken],
    ['later', async (response) => rejectsToken(response)],
  ])('is replayed with a new token, if the adapter finds it %s', async ([, found]) => {
    const { send, sent } = createClient(coordinate(), [rejected], { rejectsToken: found })
    expect(await send()).toEqual({ status: 200 })
    expect(sent).toEqual(['Bearer access-1', 'Bearer access-2'])
  })

  test('is the caller’s, if no adapter looks into it', async () => {
    const { send, sent } = createClient(coordinate(), [rejected])
    expect(await send()).toBe(rejected)
    expect(sent).toEqual(['Bearer access-1'])
  })

  test('is the caller’s after the replays', async () => {
    const { send, sent } = createClient(coordinate(), [rejected, rejected, rejected, rejected], { rejectsToken })
    expect(await send()).toBe(rejected)
    expect(sent.length).toBeLessThanOrEqual(3)
  })

  test('is the caller’s if it comes from another origin', async () => {
    const errorDetails = (): { url: string } => ({ url: 'https://login.example.com/' })
    const { send, sent } = createClient(coordinate(), [rejected], { rejectsToken, errorDetails })
    expect(await send()).toBe(rejected)
    expect(sent).toHaveLength(1)
  })

  test('is told to `shouldRefresh`, which has the last word', async () => {
    const shouldRefresh = vi.fn<NonNullable<CoordinatorOptions['shouldRefresh']>>(() => false)
    const { send, sent } = createClient(coordinate('access', { shouldRefresh }), [rejected], { rejectsToken })
    expect(await send()).toBe(rejected)
    expect(shouldRefresh.mock.calls).toEqual([[{ status: 200, rejectsToken: true }, 'refresh']])
    expect(sent).toHaveLength(1)
  })

  test.for<[name: string, rejectsToken: (response: Received) => boolean | Promise<boolean>]>([
    ['throws', () => JSON.parse('{')],
    ['rejects', () => Promise.reject(new Error('unreadable'))],
    ['gives another truth', () => 1 as never],
  ])('is the caller’s if the function %s', async ([, found]) => {
    const { send, sent } = createClient(coordinate(), [rejected], { rejectsToken: found })
    expect(await send()).toBe(rejected)
    expect(sent).toHaveLength(1)
  })

  test('is not looked for without a token, nor in a response of 400 or above', async () => {
    const found = vi.fn<(response: Received) => boolean>(() => true)
    const { send } = createClient(coordinate(), [{ status: 200 }, { status: 500 }], { rejectsToken: found })
    await send({ bearer: false })
    await send()
    expect(found).not.toHaveBeenCalled()
  })

  test('is found in what fetch gives, and the body is the caller’s', async () => {
    const auth = coordinate()
    const bodies = ['{"errors":[{"extensions":{"code":"UNAUTHENTICATED"}}]}', '{"data":{}}', '{"data":{}}']
    const send = vi.fn<() => Promise<Response>>(async () => new Response(bodies.shift()))
    const api = (): Promise<Response> =>
      fetchWithToken(auth, url, undefined, {
        send,
        rejectsToken: async (response) => /UNAUTHENTICATED/.test(await response.clone().text()),
      })
    expect(await (await api()).json()).toEqual({ data: {} })
    expect(await (await api()).json()).toEqual({ data: {} })
    expect(send).toHaveBeenCalledTimes(3)
  })
})

describe('a client that throws for a response', () => {
  class StatusError extends Error {
    readonly received: Received
    constructor(received: Received) {
      super(`status ${received.status}`)
      this.received = received
    }
  }
  const responseFromError = (error: unknown): Received | undefined => (error instanceof StatusError ? error.received : undefined)

  test('is replayed after a 401', async () => {
    const { send, sent } = createClient(coordinate(), [new StatusError({ status: 401 })], { responseFromError })
    expect(await send()).toEqual({ status: 200 })
    expect(sent).toEqual(['Bearer access-1', 'Bearer access-2'])
  })

  test.for([403, 302, 500])('rejects with its own error for %s', async (status) => {
    const error = new StatusError({ status })
    const { send, sent } = createClient(coordinate(), [error], { responseFromError })
    await expect(send()).rejects.toBe(error)
    expect(sent).toHaveLength(1)
  })

  test('rejects with what has no response', async () => {
    const error = new TypeError('fetch failed')
    await expect(createClient(coordinate(), [error], { responseFromError }).send()).rejects.toBe(error)
  })
})

describe('one client for many accounts', () => {
  const createPool = () =>
    createCoordinatorPool(
      (account: string) => account,
      (account) => coordinate(account),
    )

  test('sends each request with the coordinator in `bearer`', async () => {
    const pool = createPool()
    const { send, sent } = createClient(coordinate('client'), [{ status: 200 }, { status: 401 }])
    await send({ bearer: pool.for('alice') })
    await send({ bearer: pool.for('bob') })
    await send({ bearer: true })
    expect(sent).toEqual(['Bearer alice-1', 'Bearer bob-1', 'Bearer bob-2', 'Bearer client-1'])
  })

  test('tells the events of a request to the coordinator in `bearer` alone', async () => {
    const [auth, other] = [coordinate('client'), coordinate('alice')]
    const events: string[] = []
    auth.on('*', ({ name }) => events.push(`client ${name}`))
    other.on('finished', () => events.push('alice finished'))
    await createClient(auth).send({ bearer: other })
    await flush()
    expect(events).toEqual(['alice finished'])
  })

  test('keeps the origins of the coordinator in `bearer`', async () => {
    const other = coordinate('alice', { origins: ['https://other.example.com'] })
    const { send, sent } = createClient(coordinate('client'))
    await send({ bearer: other })
    expect(sent).toEqual([undefined])
  })

  test('binds a call to the session of the coordinator in `bearer`, and keeps that for the retries of the call', async () => {
    const [auth, alice] = [coordinate('client'), coordinate('alice')]
    const bound = bindCall(auth, { bearer: alice })
    expect(bound).toEqual({ auth: alice, session: adapterSideOf(alice).session })
    const { session } = bound
    await alice.setTokens(token(1))
    await alice.setTokens(token(2))
    expect(adapterSideOf(alice).session).not.toBe(session)
    expect(bindCall(auth, { bearer: alice }, bound)).toBe(bound)
    expect(bindCall(auth, {}, bound)).toEqual({ auth, session: adapterSideOf(auth).session })
  })

  test.for<[given: unknown, shown: string]>([
    ['alice', 'string'],
    [null, 'null'],
    [{}, 'object'],
  ])('refuses a `bearer` of %j', ([bearer, shown]) => {
    const error = new TypeError(`bearer: expected true, false or a coordinator, got ${shown}`)
    expect(() => createClient(coordinate()).send({ bearer: bearer as boolean })).toThrow(error)
    expect(() => bindCall(coordinate(), { bearer: bearer as boolean })).toThrow(error)
  })
})

describe('a coordinator of another copy of core', () => {
  test('serves an adapter of this copy', async () => {
    vi.resetModules()
    const copy = await import('../../src/index.ts')
    expect(copy.createCoordinator).not.toBe(createCoordinator)
    const auth = copy.createCoordinator({ source: async () => token(1), origins: 'any' })
    const { send, sent } = createClient(auth)
    await send()
    expect(sent).toEqual(['Bearer access-1'])
  })

  test('may be spread, or inherited from', async () => {
    for (const auth of [{ ...coordinate() }, Object.create(coordinate()) as Coordinator]) {
      const { send, sent } = createClient(auth)
      await send()
      expect(sent).toEqual(['Bearer access-1'])
    }
  })
})
