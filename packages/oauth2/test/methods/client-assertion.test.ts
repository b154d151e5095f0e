import { describe, expect, it, test, vi } from 'vitest'
import { createCoordinator, SessionEndedError } from '@everbearer/core'
import { createFakeClock } from '../../../core/test/fake-clock.ts'
import { clientAssertion, clientCredentials, type GetClientAssertion } from '../../src/index.ts'
import { keysOf, registeredWith } from '../support/client-keys.ts'
import { context, token } from '../support/recording-server.ts'
import { shown } from '../support/shown.ts'
import { signAssertion } from '../support/sign-assertion.ts'
import { startStrictServer } from '../support/strict-server.ts'

function sourceWith(getAssertion: GetClientAssertion, fetch: typeof globalThis.fetch = async () => Response.json(token)) {
  return clientCredentials({
    tokenEndpoint: 'https://id.example.com/token',
    clientId: 'c',
    clientAuthentication: clientAssertion(getAssertion),
    fetch,
  })
}

/** A fetch that fails some times, then grants, and keeps what was sent. */
function recording(failures = 0): { fetch: typeof fetch; sent: Record<string, string>[] } {
  const sent: Record<string, string>[] = []
  return {
    sent,
    async fetch(_url, init) {
      sent.push(Object.fromEntries(new URLSearchParams(init?.body as string)))
      return sent.length <= failures ? new Response('', { status: 503 }) : Response.json(token)
    },
  }
}

describe('the assertion of somebody else', () => {
  it('is sent as it is, without the line break at the end of a file', async () => {
    const { fetch, sent } = recording()
    await sourceWith(() => 'header.claims.signature\n', fetch).obtain?.(context())
    expect(sent).toEqual([
      {
        grant_type: 'client_credentials',
        client_id: 'c',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: 'header.claims.signature',
      },
    ])
  })

  it('is asked for anew in every attempt, and in every refresh', async () => {
    const { fetch, sent } = recording(2)
    let count = 0
    const source = sourceWith(async () => `assertion-${++count}`, fetch)
    const clock = createFakeClock()
    const tokens = createCoordinator({ source, origins: 'any', clock }).getToken()
    await vi.waitFor(async () => {
      await clock.advance(1000)
      expect(sent).toHaveLength(3)
    })
    await tokens
    await source.refresh?.('r', context())
    expect(sent.map((each) => each['client_assertion'])).toEqual(['assertion-1', 'assertion-2', 'assertion-3', 'assertion-4'])
  })

  it('is accepted by a strict server', async () => {
    const keys = keysOf('P-256')
    await using server = await startStrictServer({ clients: [registeredWith(keys)] })
    const source = clientCredentials({
      issuer: server.issuer,
      clientId: 'c',
      clientAuthentication: clientAssertion(() => signAssertion(keys, 'c', server.issuer)),
    })
    expect(await source.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  })

  it('is asked for with the signal of the token request', async () => {
    const { signal } = new AbortController()
    const asked: AbortSignal[] = []
    await sourceWith((own) => {
      asked.push(own.signal)
      return 'a'
    }).obtain?.({ signal })
    expect(asked).toEqual([signal])
  })
})

describe('if no assertion comes', () => {
  const failureOf = async (getAssertion: GetClientAssertion): Promise<unknown> =>
    sourceWith(getAssertion)
      .obtain?.(context())
      .catch((error: unknown) => error)

  it('the error has the system’s reason, and shows nothing of the message', async () => {
    const cause = Object.assign(new Error('no such file: s3cret'), { code: 'ENOENT' })
    const error = await failureOf(() => Promise.reject(cause))
    expect(error).toMatchObject({ code: 'ERR_TOKEN_REQUEST', message: 'The client assertion could not be read (ENOENT).' })
    expect((error as Error).cause).toBe(cause)
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('s3cret')
  })

  it('the request is tried again later, as a file may be missing for a moment', async () => {
    const { fetch, sent } = recording()
    let reads = 0
    const source = sourceWith(() => {
      if (++reads === 1) throw Object.assign(new Error('gone'), { code: 'ENOENT' })
      return 'a'
    }, fetch)
    const clock = createFakeClock()
    const tokens = createCoordinator({ source, origins: 'any', clock }).getToken()
    await vi.waitFor(async () => {
      await clock.advance(1000)
      expect(sent).toHaveLength(1)
    })
    expect(await tokens).toMatchObject({ accessToken: token.access_token })
  })

  it('a mistake in the function is told as one', async () => {
    const mistake = (): string => (undefined as unknown as { value: string }).value
    const auth = createCoordinator({ source: sourceWith(mistake), origins: 'any' })
    await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_SOURCE' })
  })

  it('an error of another coordinator is passed on', async () => {
    const ended = new SessionEndedError()
    expect(await failureOf(() => Promise.reject(ended))).toBe(ended)
  })

  it('an abort is passed on', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const source = sourceWith(({ signal }) => {
      controller.abort(reason)
      return Promise.reject(signal.reason as Error)
    })
    await expect(source.obtain?.({ signal: controller.signal })).rejects.toBe(reason)
  })

  test.for([undefined, '', ' \n', 5, { token: 's3cret' }])('a value that is none is a TypeError: %o', async (value) => {
    const error = await failureOf(() => value as never)
    expect(error).toEqual(new TypeError('getAssertion: expected a function that gives a string that is not empty'))
    expect(shown(error)).not.toContain('s3cret')
  })

  it('a token in place of a function is a TypeError without the token', () => {
    expect(() => clientAssertion('s3cret' as never)).toThrow(new TypeError('getAssertion: expected a function'))
  })
})
