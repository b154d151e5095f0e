import { inspect } from 'node:util'
import { type CoordinatorOptions, createCoordinator, SessionEndedError, type TokenRequestError } from '@everbearer/core'
import { type LoginDecision, startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFakeClock, type FakeClock } from '../../../core/test/fake-clock.ts'
import { deviceCode, type DeviceCodeOptions, type DevicePrompt, LoginError } from '../../src/index.ts'
import { token } from '../support/recording-server.ts'

/** A request as it was sent, and when, s on the clock of the test. */
interface Sent {
  readonly path: string
  readonly form: Record<string, string>
  readonly at: number
}

interface Reply {
  readonly status?: number
  readonly body?: object
}

const origin = 'https://id.example.com'
let clock: FakeClock
let prompts: DevicePrompt[]
let requests: Sent[]
let replies: (Reply | 'no response')[]
beforeEach(() => {
  clock = createFakeClock()
  prompts = []
  requests = []
  replies = []
})

/** A server without a network, so that only the clock of the test decides when something happens. The last reply is repeated. */
const fetchFromServer: typeof fetch = async (input, init) => {
  const form = Object.fromEntries(new URLSearchParams(String(init?.body ?? '')))
  requests.push({ path: new URL(String(input)).pathname, form, at: (clock.monotonic() - 1000) / 1000 })
  const next = replies.length > 1 ? replies.shift() : replies[0]
  if (next === undefined || next === 'no response') throw new TypeError('fetch failed')
  return Response.json(next.body ?? {}, { status: next.status ?? 200 })
}

const device = {
  device_code: 'd3vice-s3cret',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://id.example.com/device',
  expires_in: 600,
  interval: 5,
}
const pending: Reply = { status: 400, body: { error: 'authorization_pending' } }

function login(options: Partial<DeviceCodeOptions> = {}, more: Partial<CoordinatorOptions> = {}) {
  const source = deviceCode({
    tokenEndpoint: `${origin}/token`,
    deviceAuthorizationEndpoint: `${origin}/device`,
    clientId: 'c',
    clock,
    fetch: fetchFromServer,
    prompt: (prompt) => void prompts.push(prompt),
    ...options,
  })
  return createCoordinator({ source, origins: 'any', clock, random: () => 0.5, ...more })
}

/** What a call came to. */
const outcomeOf = (call: Promise<unknown>): Promise<unknown> => call.catch((error: unknown) => error)

/** The cause of what a caller gets. */
const causeOf = (thrown: unknown): unknown => (thrown as Error).cause

/** Lets the time go on second by second, as requests take turns of the event loop. */
async function advance(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) await clock.advance(1_000)
}

describe('a device login', () => {
  it('asks for a code with client and scope, and polls with the device code', async () => {
    replies = [{ body: device }, pending, { body: token }]
    const auth = login({ scope: 'openid offline_access' })
    const call = auth.getToken()
    await advance(11)
    expect((await call).accessToken).toBe('a1')
    expect(requests.map(({ path, form }) => [path, form])).toEqual([
      ['/device', { client_id: 'c', scope: 'openid offline_access' }],
      ...[1, 2].map(() => [
        '/token',
        { client_id: 'c', grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'd3vice-s3cret' },
      ]),
    ])
  })

  it('tells the person where to go, with what, and until when', async () => {
    replies = [{ body: { ...device, verification_uri_complete: 'https://id.example.com/device?user_code=WDJB-MJHT' } }, { body: token }]
    const call = login().getToken()
    await advance(1)
    expect(prompts[0]).toEqual({
      verificationUri: 'https://id.example.com/device',
      verificationUriComplete: 'https://id.example.com/device?user_code=WDJB-MJHT',
      userCode: 'WDJB-MJHT',
      expiresAt: clock.wall() + 599_000,
      signal: expect.any(AbortSignal),
    })
    expect(prompts[0]?.signal.aborted).toBe(false)
    await advance(6)
    await call
    expect(prompts[0]?.signal.aborted).toBe(true)
  })

  it('prompts once for many callers, and waits for minutes', async () => {
    replies = [{ body: device }, ...Array.from({ length: 40 }, () => pending), { body: token }]
    const auth = login()
    const calls = Promise.all(Array.from({ length: 20 }, () => auth.getToken()))
    await advance(206)
    expect(new Set((await calls).map(({ accessToken }) => accessToken))).toEqual(new Set(['a1']))
    expect(prompts).toHaveLength(1)
    expect(requests.at(-1)?.at).toBe(205)
  })

  it('goes on with refresh tokens, without a person', async () => {
    replies = [{ body: device }, { body: { ...token, refresh_token: 'r1' } }, { body: { ...token, access_token: 'a2' } }]
    const auth = login()
    const call = auth.getToken()
    await advance(6)
    await call
    await clock.advance(300_000)
    expect((await auth.getToken()).accessToken).toBe('a2')
    expect([prompts.length, requests.at(-1)?.form]).toEqual([1, expect.objectContaining({ refresh_token: 'r1' })])
  })

  it('does not wait for a prompt that stays open', async () => {
    replies = [{ body: device }, { body: token }]
    const call = login({ prompt: () => new Promise<never>(() => {}) }).getToken()
    await advance(6)
    expect((await call).accessToken).toBe('a1')
  })
})

describe('the interval', () => {
  /** When each request arrived, s. */
  async function arrivals(given: typeof replies, seconds: number): Promise<number[]> {
    replies = given
    const call = outcomeOf(login().getToken())
    await advance(seconds)
    await call
    return requests.map(({ at }) => at)
  }

  it.each([
    ['that of the server', 7, [0, 7, 14]],
    ['5 s if the server names none', undefined, [0, 5, 10]],
  ] as const)('is %s', async (_name, interval, expected) => {
    expect(await arrivals([{ body: { ...device, interval } }, pending, { body: token }], 15)).toEqual(expected)
  })

  it('grows by 5 s with each slow_down, for good', async () => {
    const slow: Reply = { status: 400, body: { error: 'slow_down' } }
    expect(await arrivals([{ body: device }, slow, slow, pending, { body: token }], 46)).toEqual([0, 5, 15, 30, 45])
  })

  it('doubles where the server fails, and the login goes on', async () => {
    expect(await arrivals([{ body: device }, { status: 503 }, 'no response', { body: token }], 36)).toEqual([0, 5, 15, 35])
  })
})

describe('a login that fails', () => {
  it.each([
    ['access_denied', 'denied'],
    ['expired_token', 'expired'],
    ['invalid_grant', 'expired'],
  ] as const)('by %s ends the session, with a typed reason', async (error, reason) => {
    replies = [{ body: device }, { status: 400, body: { error } }]
    const auth = login()
    const call = outcomeOf(auth.getToken())
    await advance(6)
    const thrown = await call
    expect(thrown).toBeInstanceOf(SessionEndedError)
    expect(causeOf(thrown)).toBeInstanceOf(LoginError)
    expect(causeOf(thrown)).toMatchObject({ code: 'ERR_LOGIN', reason, error })
    expect(prompts[0]?.signal.reason).toMatchObject({ reason })
    expect(auth.peek().status).toBe('ended')
  })

  it('because nobody came ends with the lifetime of the code, whatever the server says', async () => {
    replies = [{ body: { ...device, expires_in: 60 } }, pending]
    const call = outcomeOf(login().getToken())
    await advance(61)
    expect(causeOf(await call)).toMatchObject({ reason: 'expired' })
    await advance(60)
    expect(requests.at(-1)?.at).toBeLessThanOrEqual(60)
    expect(prompts[0]?.signal.aborted).toBe(true)
  })

  it('because the prompt failed is over at once: nobody polls for it', async () => {
    replies = [{ body: device }, pending]
    const call = outcomeOf(login({ prompt: async () => Promise.reject(new Error('no terminal')) }).getToken())
    await advance(1)
    const error = causeOf(await call)
    expect(error).toMatchObject({ reason: 'cancelled', cause: { message: 'no terminal' } })
    await advance(60)
    expect(requests).toHaveLength(1)
  })

  it('because the client is rejected is a failure, and no end of the session', async () => {
    replies = [{ status: 401, body: { error: 'invalid_client' } }]
    await expect(login().getToken()).rejects.toMatchObject({ code: 'ERR_CREDENTIALS_REJECTED', error: 'invalid_client' })
    expect(prompts).toEqual([])
  })

  it.each(['device_code', 'user_code', 'verification_uri', 'expires_in'])(
    'because the server sent no %s is told without the secrets',
    async (field) => {
      replies = [{ body: { ...device, [field]: undefined } }]
      const thrown = await outcomeOf(login({}, { retries: 0 }).getToken())
      expect(inspect(thrown, { depth: 9 })).not.toContain('d3vice')
      expect(thrown).toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', cause: { code: 'ERR_TOKEN_RESPONSE' } })
      expect(prompts).toEqual([])
    },
  )

  it('may be tried again after a second: the next request prompts anew', async () => {
    replies = [{ body: device }, { status: 400, body: { error: 'access_denied' } }, { body: device }, { body: token }]
    const auth = login()
    const call = outcomeOf(auth.getToken())
    await advance(5)
    await call
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
    await advance(1)
    const again = auth.getToken()
    await advance(6)
    expect((await again).accessToken).toBe('a1')
    expect(prompts).toHaveLength(2)
  })

  it('a logout during the login ends it: nobody polls, and the prompt is told', async () => {
    replies = [{ body: device }, pending]
    const auth = login()
    const call = outcomeOf(auth.getToken())
    await advance(6)
    await auth.clear()
    expect(await call).toMatchObject({ code: 'ERR_SESSION_ENDED', reason: 'cleared' })
    await advance(1)
    expect(prompts[0]?.signal.aborted).toBe(true)
    const sent = requests.length
    await advance(60)
    expect(requests).toHaveLength(sent)
  })
})

describe('an option', () => {
  const options = { tokenEndpoint: 'https://id.example.com/token', clientId: 'c', prompt: () => {} }
  it.each<[name: string, more: object, message: string]>([
    ['no device authorization endpoint', {}, 'deviceAuthorizationEndpoint: expected a URL'],
    ['an endpoint without TLS', { deviceAuthorizationEndpoint: 'http://id.example.com/' }, 'deviceAuthorizationEndpoint: expected https'],
    ['no prompt', { deviceAuthorizationEndpoint: 'https://id.example.com/', prompt: undefined }, 'prompt: expected a function'],
    ['no clock', { deviceAuthorizationEndpoint: 'https://id.example.com/', clock: {} }, 'clock: expected an object'],
    ['a name that is unknown', { deviceEndpoint: 'https://id.example.com/' }, 'Unknown option "deviceEndpoint"'],
  ])('%s is a TypeError', (_name, more, message) => {
    expect(() => deviceCode({ ...options, ...more } as DeviceCodeOptions)).toThrow(message)
  })
})

describe('against a real server', () => {
  let testbed: Testbed
  beforeAll(async () => void (testbed = await startTestbed()))
  afterAll(() => testbed.close())

  async function decided(decision: LoginDecision): Promise<unknown> {
    const client = testbed.registerClient({ authentication: 'none', refreshTokens: true })
    const prompt = async ({ userCode }: DevicePrompt): Promise<void> => testbed.decideDeviceLogin(userCode, decision, 'jo')
    const source = deviceCode({ issuer: testbed.issuer, clientId: client.clientId, clock, prompt, scope: 'openid' })
    const call = outcomeOf(createCoordinator({ source, origins: 'any', clock }).getToken())
    await vi.waitFor(async () => {
      await clock.advance(5_000)
      expect(testbed.counts(client.clientId).tokenRequests).toBeGreaterThan(0)
    })
    return call
  }

  it('a person who approves', async () => {
    expect(await decided('approve')).toMatchObject({ refreshToken: expect.any(String) })
  })

  it('a person who denies', async () => {
    expect(causeOf(await decided('deny'))).toMatchObject({ reason: 'denied' })
  })

  it('metadata without a device endpoint are told by its name', async () => {
    replies = [{ body: { issuer: origin, token_endpoint: `${origin}/token` } }]
    const source = deviceCode({ issuer: origin, clientId: 'c', prompt: () => {}, fetch: fetchFromServer })
    const thrown = await outcomeOf(createCoordinator({ source, origins: 'any', retries: 0 }).getToken())
    expect((thrown as TokenRequestError).message).toContain("The issuer's metadata name no usable device_authorization_endpoint.")
  })
})
