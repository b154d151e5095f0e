import { describe, expect, test, vi } from 'vitest'
import {
  adapterSideOf,
  type HeaderScheme,
  type OutgoingRequest,
  type SchemeAttempt,
  sendWithToken,
  type Transport,
  withScheme,
} from '../../src/adapter/index.ts'
import { type Coordinator, createCoordinator, type CoordinatorOptions } from '../../src/index.ts'
import { token } from '../world.ts'

const url = 'https://api.example.com/orders'

interface Call extends OutgoingRequest {
  readonly own?: string
}

interface Sent {
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly redirect: 'follow' | 'error' | undefined
}

/** A client whose API gives these statuses one after the other, then 200. */
function createClient(auth: Coordinator, statuses: number[] = []): { send: (more?: Partial<Call>) => Promise<number>; sent: Sent[] } {
  const sent: Sent[] = []
  const transport: Transport<Call, { readonly status: number }> = {
    ownHeader: ({ own }, name) => own?.toLowerCase() === name.toLowerCase(),
    ownValue: () => 'placeholder',
    async attempt(_request, authorization) {
      sent.push({ headers: authorization?.headers, redirect: authorization?.redirect })
      return { status: statuses.shift() ?? 200 }
    },
    errorDetails: () => ({ challenge: 'Bearer error="invalid_token"' }),
  }
  return {
    sent,
    async send(more) {
      const request = { url, replayable: true, session: adapterSideOf(auth).session, ...more }
      return (await sendWithToken(auth, transport, request)).status
    },
  }
}

/** A made-up scheme: a key, and a proof that serves for one attempt. */
function createProofs(): HeaderScheme & { readonly attempts: SchemeAttempt[] } {
  const attempts: SchemeAttempt[] = []
  return {
    attempts,
    headers: ['X-Key', 'X-Proof'],
    async headersOf(attempt) {
      attempts.push(attempt)
      await Promise.resolve()
      return { 'X-Key': attempt.accessToken, 'X-Proof': `${attempt.method} ${attempt.url} ${attempts.length}` }
    },
  }
}

function coordinate(options: Partial<CoordinatorOptions> = {}): Coordinator {
  let tokens = 0
  return createCoordinator({ source: async () => token(++tokens), origins: ['https://api.example.com'], ...options })
}

describe('a scheme of two headers', () => {
  test('makes both anew for each attempt, replays and later requests included', async () => {
    const scheme = createProofs()
    const { send, sent } = createClient(withScheme(coordinate(), scheme), [200, 401])
    expect([await send(), await send({ method: 'post' })]).toEqual([200, 200])
    expect(sent).toEqual([
      { headers: { 'X-Key': 'access-1', 'X-Proof': `GET ${url} 1` }, redirect: 'error' },
      { headers: { 'X-Key': 'access-1', 'X-Proof': `POST ${url} 2` }, redirect: 'error' },
      { headers: { 'X-Key': 'access-2', 'X-Proof': `POST ${url} 3` }, redirect: 'error' },
    ])
    expect(scheme.attempts).toMatchObject([
      { generation: 1, attempt: 1, headers: { Authorization: 'Bearer access-1' } },
      { generation: 1, attempt: 1, session: { id: 'own-0' } },
      { generation: 2, attempt: 2, headers: { Authorization: 'Bearer access-2' } },
    ])
  })

  test('shows no token where a log shows what was sent', async () => {
    const { authorize } = adapterSideOf(withScheme(coordinate(), createProofs()))
    const authorization = await authorize({ url })
    expect(authorization?.headers).toMatchObject({ 'X-Key': 'access-1' })
    expect(JSON.stringify(authorization)).not.toContain('access-1')
  })

  test.for(['x-key', 'X-PROOF'])('leaves a request alone that has a header of its own: %s', async (own) => {
    const scheme = createProofs()
    const { send, sent } = createClient(withScheme(coordinate(), scheme))
    await send({ own })
    expect([sent, scheme.attempts]).toEqual([[{ headers: undefined, redirect: undefined }], []])
  })

  test.for<[own: string, isReplaced: boolean]>([
    ['authorization', true],
    ['X-Signature', false],
  ])('leaves `replaceIf` the header of the token alone: %s', async ([own, isReplaced]) => {
    const headersOf: HeaderScheme['headersOf'] = ({ headers }) => ({ ...headers, 'X-Signature': 'signed' })
    const auth = withScheme(coordinate({ replaceIf: { [new URL(url).origin]: () => true } }), {
      headers: ['Authorization', 'X-Signature'],
      headersOf,
    })
    const { send, sent } = createClient(auth)
    await send({ own })
    expect(sent[0]?.headers !== undefined).toBe(isReplaced)
  })

  test('asks a predicate for each header', () => {
    const asked = vi.fn<(name: string) => boolean>(() => false)
    void adapterSideOf(withScheme(coordinate(), createProofs())).authorize({ url }, asked)
    expect(asked.mock.calls.map(([name]) => name)).toEqual(['X-Key', 'X-Proof'])
    const hasOwn = (name: string): boolean => name === 'X-Proof'
    expect(adapterSideOf(withScheme(coordinate(), createProofs())).authorize({ url }, hasOwn)).toBeUndefined()
  })

  test('is asked for nothing where tokens may not go', async () => {
    const scheme = createProofs()
    const { send, sent } = createClient(withScheme(coordinate(), scheme))
    await send({ url: 'https://elsewhere.example/' })
    await send({ bearer: false })
    expect([sent.map(({ headers }) => headers), scheme.attempts]).toEqual([[undefined, undefined], []])
  })

  test('is made again for the token that is current once the proof is ready', async () => {
    const auth = coordinate()
    const scheme = createProofs()
    let logins = 0
    const { send, sent } = createClient(
      withScheme(auth, {
        ...scheme,
        async headersOf(attempt) {
          if (logins++ === 0) await auth.setTokens(token(7), { session: 'same' })
          return scheme.headersOf(attempt)
        },
      }),
    )
    await send()
    expect(sent).toMatchObject([{ headers: { 'X-Key': 'access-7' } }])
  })

  test('leaves the other methods of the coordinator as they are', async () => {
    const auth = coordinate()
    const signing = withScheme(auth, createProofs())
    await signing.setTokens(token(5))
    expect((await auth.getToken()).accessToken).toBe('access-5')
    expect(signing.peek()).toEqual(auth.peek())
    expect(signing.sessionSignal).toBe(auth.sessionSignal)
  })
})

describe('a scheme that fails', () => {
  const broken = new Error('no key')

  test('for the first attempt ends the request, and nothing is sent', async () => {
    const { send, sent } = createClient(withScheme(coordinate(), { headers: ['X-Key'], headersOf: () => Promise.reject(broken) }))
    await expect(send()).rejects.toBe(broken)
    expect(sent).toEqual([])
  })

  test('for a replay leaves the response to the caller, and an event tells so', async () => {
    let made = 0
    const auth = coordinate()
    const ignored: unknown[] = []
    auth.on('ignored', ({ rule }) => ignored.push(rule))
    const headersOf = async (): Promise<Record<string, string>> => (made++ === 0 ? { 'X-Key': 'one' } : Promise.reject(broken))
    const { send, sent } = createClient(withScheme(auth, { headers: ['X-Key'], headersOf }), [401])
    expect(await send()).toBe(401)
    expect(sent).toHaveLength(1)
    expect(ignored).toEqual(['no-newer-token'])
  })

  test.for<[name: string, made: object]>([
    ['leaves a header out', { 'X-Key': 'key' }],
    ['gives another header', { 'X-Key': 'key', 'X-Proof': 'proof', 'X-More': 's3cret' }],
    ['gives no string', { 'X-Key': 'key', 'X-Proof': 7 }],
  ])('as it %s says what is expected, and shows no value', async ([, made]) => {
    const scheme: HeaderScheme = { headers: ['X-Key', 'X-Proof'], headersOf: () => made as Record<string, string> }
    await expect(createClient(withScheme(coordinate(), scheme)).send()).rejects.toThrow(
      new TypeError('headersOf: expected a value for each of X-Key, X-Proof, and no other header'),
    )
  })
})

describe('redirects', () => {
  test.for<[names: string[], redirect: string]>([
    [['authorization'], 'follow'],
    [['Authorization', 'X-Proof'], 'error'],
  ])('of a scheme of %j: %s', async ([headers, redirect]) => {
    const scheme: HeaderScheme = { headers, headersOf: () => Object.fromEntries(headers.map((name) => [name, 'value'])) }
    const { send, sent } = createClient(withScheme(coordinate(), scheme))
    await send()
    expect(sent).toMatchObject([{ redirect }])
  })
})

describe('withScheme refuses', () => {
  const headersOf = (): Record<string, string> => ({})
  test.for<[name: string, scheme: unknown, message: string]>([
    ['no headers', { headers: [], headersOf }, 'headers: expected a list of header names'],
    ['a name that is none', { headers: ['X Key'], headersOf }, 'headers: expected a list of header names'],
    ['one name alone', { headers: 'X-Key', headersOf }, 'headers: expected a list of header names'],
    ['no function', { headers: ['X-Key'] }, 'headersOf: expected a function'],
  ])('%s', ([, scheme, message]) => {
    expect(() => withScheme(coordinate(), scheme as HeaderScheme)).toThrow(new TypeError(message))
  })

  test('what is no coordinator', () => {
    expect(() => withScheme({} as Coordinator, createProofs())).toThrow(
      new TypeError('expected a coordinator, as createCoordinator() gives it'),
    )
  })
})
