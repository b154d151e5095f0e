import { expect, test } from 'vitest'
import {
  type AdapterSide,
  adapterSideOf,
  type KeyBinding,
  type OutgoingRequest,
  sendWithToken,
  type Transport,
} from '../src/adapter/index.ts'
import { createCoordinator, memoryStore, type NamedEvent, shareRefreshToken, type TokenSource } from '../src/index.ts'

const url = 'https://api.example.com/orders'

interface Received {
  readonly status: number
  readonly nonce: string
}

/** A binding that notes what it is shown, and adds a header to each attempt. */
function createBinding(thumbprint = 'own-key'): KeyBinding<AdapterSide> & { readonly seen: (string | null | undefined)[] } {
  const seen: (string | null | undefined)[] = []
  return {
    seen,
    scheme: 'DPoP',
    thumbprint: async () => thumbprint,
    bind: (side) =>
      Object.assign(Object.create(side) as AdapterSide, {
        observe: ((_sent, request, header) => seen.push(`${request.url} ${header('DPoP-Nonce')}`)) satisfies AdapterSide['observe'],
      }),
    tokenRequest: (_endpoint, send) => send({ DPoP: 'a proof' }),
  }
}

const token = (access_token: string) => ({ access_token, token_type: 'DPoP', expires_in: 600 })

function bound(keyBinding: TokenSource['keyBinding'], name = 'token'): TokenSource {
  let issued = 0
  return { obtain: async () => token(`${name}-${++issued}`), keyBinding }
}

/** A client whose API gives these statuses one after the other, each with a nonce. Statuses from 500 on are thrown. */
function createTransport(statuses: number[]): Transport<OutgoingRequest, Received> & { readonly sent: string[] } {
  const sent: string[] = []
  return {
    sent,
    ownHeader: () => false,
    async attempt(_request, authorization) {
      sent.push(authorization?.value ?? '')
      const received = { status: statuses.shift() ?? 200, nonce: `nonce-${sent.length}` }
      if (received.status >= 500) throw Object.assign(new Error('thrown'), { received })
      return received
    },
    errorDetails: () => ({ challenge: 'DPoP error="invalid_token"' }),
    header: ({ nonce }, name) => (name.toLowerCase() === 'dpop-nonce' ? nonce : null),
    responseFromError: (error) => (error as { readonly received?: Received }).received,
  }
}

test('a binding reads headers of each response to a request with a token, thrown ones too', async () => {
  const binding = createBinding()
  using auth = createCoordinator({ source: bound(binding), origins: ['https://api.example.com'] })
  const transport = createTransport([401, 200, 503])
  const request = { url, replayable: true, session: adapterSideOf(auth).session }
  expect(await sendWithToken(auth, transport, request)).toMatchObject({ status: 200 })
  await expect(sendWithToken(auth, transport, request)).rejects.toThrow('thrown')
  expect(transport.sent).toEqual(['DPoP token-1', 'DPoP token-2', 'DPoP token-2'])
  expect(binding.seen).toEqual([1, 2, 3].map((attempt) => `${url} nonce-${attempt}`))
})

test('without a binding, no header is read', async () => {
  using auth = createCoordinator({ source: async () => ({ access_token: 'a' }), origins: ['https://api.example.com'] })
  const transport = { ...createTransport([]), header: () => expect.unreachable() }
  expect(await sendWithToken(auth, transport, { url, replayable: true, session: adapterSideOf(auth).session })).toMatchObject({
    status: 200,
  })
})

test('a client that shows no headers works without them', async () => {
  const binding = createBinding()
  using auth = createCoordinator({ source: bound(binding), origins: ['https://api.example.com'] })
  const { header: _header, ...transport } = createTransport([])
  await sendWithToken(auth, transport, { url, replayable: true, session: adapterSideOf(auth).session })
  expect(binding.seen).toEqual([`${url} undefined`])
})

test('an option scheme must be that of the binding, and a binding must be one', () => {
  const source = bound(createBinding())
  expect(() => createCoordinator({ source, origins: 'any', scheme: 'DPoP' })).not.toThrow()
  expect(() => createCoordinator({ source, origins: 'any', scheme: 'Bearer' })).toThrow(new TypeError('scheme: expected DPoP, or none'))
  for (const odd of [null, {}, 'a key', (): void => {}])
    expect(() => createCoordinator({ source: bound(odd as never), origins: 'any' })).toThrow('source.keyBinding: expected dpopKey()')
})

test('a source that shares its refresh token keeps its binding', () => {
  const keyBinding = createBinding()
  const refresh = async (): Promise<{ access_token: string }> => token('a')
  expect(shareRefreshToken()({ refresh, keyBinding }).keyBinding).toBe(keyBinding)
})

test('a token of another key is told once, and replaced by compare-and-set', async () => {
  const store = memoryStore()
  using first = createCoordinator({ source: bound(createBinding('key-1'), 'first'), origins: 'any', store })
  await first.getToken()
  using second = createCoordinator({ source: bound(createBinding('key-2'), 'second'), origins: 'any', store })
  const events: NamedEvent[] = []
  second.on('*', (event) => events.push(event))
  expect((await second.getToken()).accessToken).toBe('second-1')
  expect(await store.load()).toMatchObject({ accessToken: 'second-1', generation: 2, revision: 2, keyThumbprint: 'key-2' })
  second.invalidate()
  expect((await second.getToken()).accessToken).toBe('second-2')
  expect(events.filter(({ name }) => name === 'key-missing').map(({ event }) => event)).toEqual([{ generation: 1 }])
})

test('a process that can only refresh leaves the token of another key alone, and its session ends', async () => {
  const store = memoryStore()
  const binding = createBinding('key-1')
  const first = createCoordinator({
    source: { obtain: async () => ({ ...token('a'), refresh_token: 'r' }), keyBinding: binding },
    origins: 'any',
    store,
  })
  await first.getToken()
  const before = await store.load()
  const refresh = async (): Promise<never> => expect.unreachable()
  using second = createCoordinator({ source: { refresh, keyBinding: createBinding('key-2') }, origins: 'any', store })
  await expect(second.getToken()).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
  expect(await store.load()).toEqual(before)
  first.dispose()
})

test('while the key can not be read, the store counts as failed, and no token is saved without its key', async () => {
  const store = memoryStore()
  const broken = { ...createBinding(), thumbprint: () => Promise.reject(new Error('no database')) }
  using auth = createCoordinator({ source: bound(broken), origins: 'any', store, retries: 0 })
  const failed: string[] = []
  auth.on('store-failed', ({ operation }) => failed.push(operation))
  expect((await auth.getToken()).accessToken).toBe('token-1')
  expect(failed).toContain('load')
  expect(await store.load()).toBeUndefined()
})
