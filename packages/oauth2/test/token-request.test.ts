import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, test, vi } from 'vitest'
import { createCoordinator, type TokenSource } from '@everbearer/core'
import { clientCredentials, password, type ClientCredentialsOptions } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer, token } from './support/recording-server.ts'

let server: RecordingServer
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

const client = { clientId: 'c', clientSecret: 's' }

function source(options: Partial<ClientCredentialsOptions> = {}): TokenSource {
  return clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...client, ...options })
}

describe('every token request', () => {
  const rows: [name: string, send: () => Promise<unknown> | undefined, form: Record<string, string>][] = [
    ['client_credentials', () => source().obtain?.(context()), { grant_type: 'client_credentials' }],
    [
      'password',
      () => password({ tokenEndpoint: server.tokenEndpoint, ...client, username: 'Zoë', password: 'ä+&=%"€😀 ' }).obtain?.(context()),
      { grant_type: 'password', username: 'Zoë', password: 'ä+&=%"€😀 ' },
    ],
    ['refresh_token', () => source().refresh?.('r+/= &', context()), { grant_type: 'refresh_token', refresh_token: 'r+/= &' }],
  ]
  test.for(rows)('is a form sent by POST, and nothing more than it must: %s', async ([, send, form]) => {
    await send()
    const { method, url, headers, form: sent, body } = server.last
    expect([method, url]).toEqual(['POST', '/token'])
    expect(headers['content-type']).toMatch(/^application\/x-www-form-urlencoded(;\s*charset=utf-8)?$/i)
    expect(headers['accept']).toBe('application/json')
    expect(Object.fromEntries(sent)).toEqual({ client_id: 'c', client_secret: 's', ...form })
    expect(sent).toHaveLength(Object.keys(form).length + 2)
    expect(body).toMatch(/^[\w.*+%&=-]+$/)
    expect(body).toMatch(new RegExp(`(^|&)grant_type=${form['grant_type'] ?? ''}(&|$)`))
  })

  it('has its body as text, as React Native sends no URLSearchParams', async () => {
    const bodies: unknown[] = []
    const noting: typeof fetch = (input, init) => {
      bodies.push(init?.body)
      return fetch(input, init)
    }
    await source({ fetch: noting }).obtain?.(context())
    expect(bodies).toEqual(['grant_type=client_credentials&client_id=c&client_secret=s'])
  })

  it('gives the answer untouched', async () => {
    const answer = { ...token, 'not-before-policy': 0, session_state: 'x', nested: { a: [1] } }
    server.reply({ body: answer })
    expect(await source().obtain?.(context())).toEqual(answer)
  })
})

describe('scope and further parameters', () => {
  it('ask for a scope at first, not with a refresh', async () => {
    const scoped = source({ scope: 'openid a:b' })
    await scoped.obtain?.(context())
    expect(server.last.form).toContainEqual(['scope', 'openid a:b'])
    await scoped.refresh?.('r', context())
    expect(server.last.body).not.toContain('scope')
  })

  it('send further parameters with every request', async () => {
    const audienced = source({ parameters: { audience: 'https://api.example.com/?a=b', 'x y': 'ü' } })
    await audienced.obtain?.(context())
    await audienced.refresh?.('r', context())
    for (const { form } of server.requests) {
      expect(form).toContainEqual(['audience', 'https://api.example.com/?a=b'])
      expect(form).toContainEqual(['x y', 'ü'])
    }
  })

  it('let no further parameter replace what the grant says', async () => {
    const parameters = { grant_type: 'x', refresh_token: 'x', client_id: 'x', client_secret: 'x', audience: 'y' }
    await source({ parameters }).refresh?.('r', context())
    expect(Object.fromEntries(server.last.form)).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'r',
      client_id: 'c',
      client_secret: 's',
      audience: 'y',
    })
  })
})

describe('the endpoint', () => {
  it.each(['/token/', '/token', '/', '/a//b/', '/t?x=1', '/t/?realm=a%2Fb&x=', '/realms/a%20b/token', "/t;v=1/(x)'!"])(
    'is called exactly as given: %s',
    async (path) => {
      for (const tokenEndpoint of [server.origin + path, new URL(server.origin + path)]) {
        await source({ tokenEndpoint }).obtain?.(context())
        expect(server.last.url).toBe(path)
      }
    },
  )

  it('takes refreshes, too, unless they have their own', async () => {
    await source().refresh?.('r', context())
    expect(server.last.url).toBe('/token')
    const separate = source({ refreshTokenEndpoint: `${server.origin}/refresh/?x=1` })
    await separate.refresh?.('r', context())
    expect(server.last.url).toBe('/refresh/?x=1')
    await separate.obtain?.(context())
    expect(server.last.url).toBe('/token')
  })

  it('does not move when the caller’s URL object changes later', async () => {
    const url = new URL(server.tokenEndpoint)
    const fixed = source({ tokenEndpoint: url })
    url.pathname = '/elsewhere'
    await fixed.obtain?.(context())
    expect(server.last.url).toBe('/token')
  })
})

describe('fetch', () => {
  it('is the one that was given', async () => {
    const seen: string[] = []
    const given: typeof fetch = (input, init) => {
      seen.push(String(input))
      return fetch(input, init)
    }
    const custom = source({ fetch: given })
    await custom.obtain?.(context())
    await custom.refresh?.('r', context())
    expect(seen).toEqual([server.tokenEndpoint, server.tokenEndpoint])
  })

  it('is the global one of the moment, so that a later patch counts', async () => {
    const patched = source()
    const patch = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json({ ...token, access_token: 'patched' }))
    onTestFinished(() => patch.mockRestore())
    expect(await patched.obtain?.(context())).toMatchObject({ access_token: 'patched' })
    patch.mockRestore()
    expect(await patched.obtain?.(context())).toMatchObject({ access_token: 'a1' })
  })

  it('is told to leave the request alone, should it be one that waits for our token', async () => {
    let init: object | undefined
    await source({
      fetch: async (_url, given) => {
        init = given
        return Response.json(token)
      },
    }).obtain?.(context())
    expect(init).toMatchObject({ bearer: false, method: 'POST', redirect: 'manual' })
  })

  it('fails the callers at once where its own code has a mistake', async () => {
    const mistaken = source({ fetch: (input) => fetch((input as Request).url.replace('http:', 'https:')) })
    const auth = createCoordinator({ source: mistaken, origins: 'any' })
    await expect(auth.getToken()).rejects.toMatchObject({
      code: 'ERR_TOKEN_SOURCE',
      cause: { code: 'ERR_TOKEN_REQUEST', cause: expect.any(TypeError) },
    })
  })

  it.each(['hang', 'stall'] as const)('gets a signal that ends it with the caller’s where the answer makes it %s', async (fault) => {
    const controller = new AbortController()
    server.reply(() => {
      setImmediate(() => controller.abort(new Error('nobody waits')))
      return { fault }
    })
    await expect(source().obtain?.(controller)).rejects.toThrow('nobody waits')
  })

  it('is not called under a signal that has aborted', async () => {
    await expect(source().obtain?.({ signal: AbortSignal.abort(new Error('over')) })).rejects.toThrow('over')
    expect(server.requests).toEqual([])
  })
})
