import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, test } from 'vitest'
import { createCoordinator, type TokenSource } from '@everbearer/core'
import { clientCredentials, type ClientCredentialsOptions } from '../src/index.ts'
import { context, type RecordingServer, type Reply, startRecordingServer, token } from './support/recording-server.ts'

let server: RecordingServer
beforeAll(async () => void (server = await startRecordingServer()))
beforeEach(() => server.reset())
afterAll(() => server.close())

const limit = 1_048_576
const tooLong = { code: 'ERR_TOKEN_RESPONSE', message: expect.stringMatching(/1 MiB/) as string }

function source(options: Partial<ClientCredentialsOptions> = {}): TokenSource {
  return clientCredentials({ tokenEndpoint: server.tokenEndpoint, clientId: 'c', clientSecret: 's', ...options })
}

/** A token response of so many bytes. */
function tokenOf(bytes: number): string {
  return JSON.stringify(token).padEnd(bytes, ' ')
}

describe('a token response', () => {
  it('is read up to 1 MiB', async () => {
    server.reply({ body: tokenOf(limit) })
    expect(await source().obtain?.(context())).toEqual(token)
  })

  test.for<[name: string, reply: Reply]>([
    ['of a token', {}],
    ['of an error', { status: 400 }],
    ['of an overload, which is retried elsewise', { status: 503 }],
  ])('%s of one byte more is unusable', async ([, reply]) => {
    server.reply({ ...reply, body: tokenOf(limit + 1) })
    await expect(source().obtain?.(context())).rejects.toMatchObject(tooLong)
  })

  it('counts in bytes, not in characters', async () => {
    server.reply({ body: JSON.stringify({ ...token, text: 'é'.repeat(limit / 2) }) })
    await expect(source().obtain?.(context())).rejects.toMatchObject(tooLong)
  })

  it('that is too long is not asked for while the endpoint is left alone', async () => {
    server.reply({ body: tokenOf(limit + 1) })
    const auth = createCoordinator({ source: source(), origins: 'any', retries: 0 })
    onTestFinished(() => auth.dispose())
    for (let i = 0; i < 3; i++) await expect(auth.getToken()).rejects.toMatchObject({ code: 'ERR_TOKEN_UNAVAILABLE', cause: tooLong })
    expect(server.requests).toHaveLength(1)
  })

  it('may have no body at all', async () => {
    server.reply({ status: 204, headers: { 'content-length': '0' }, body: '' })
    await expect(source().obtain?.(context())).rejects.toMatchObject({
      message: 'The token endpoint answered 204, but not with a JSON object.',
    })
  })
})

describe('metadata', () => {
  it('of more than 1 MiB are unusable, and no credentials are sent', async () => {
    server.reply({ body: JSON.stringify({ issuer: server.origin, token_endpoint: server.tokenEndpoint }).padEnd(limit + 1, ' ') })
    const found = clientCredentials({ issuer: server.origin, clientId: 'c', clientSecret: 's' })
    await expect(found.obtain?.(context())).rejects.toMatchObject(tooLong)
    expect(server.requests.map(({ method }) => method)).toEqual(['GET'])
  })

  it('that are not found are read to their end all the same, which frees their connection', async () => {
    const bodies: ReadableStream[] = []
    const given: typeof fetch = async () => {
      const response = new Response('not found', { status: 404 })
      if (response.body) bodies.push(response.body)
      return response
    }
    const found = clientCredentials({ issuer: server.origin, clientId: 'c', clientSecret: 's', fetch: given })
    await expect(found.obtain?.(context())).rejects.toMatchObject({ code: 'ERR_TOKEN_RESPONSE' })
    expect(bodies.map(({ locked }) => locked)).toEqual([true, true])
  })
})

describe('the body of a fetch of the user’s own', () => {
  /** Sends one part again and again, and notes that nobody wants more. */
  function endless(part: unknown): { stream: ReadableStream; state: { cancelled: unknown } } {
    const state = { cancelled: undefined as unknown }
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(part),
      cancel: (reason) => {
        state.cancelled = reason ?? true
        return new Promise(() => {})
      },
    })
    return { stream, state }
  }

  it('is cancelled at the limit, and its cancelling is not waited for', async () => {
    const { stream, state } = endless(new Uint8Array(50_000))
    await expect(source({ fetch: async () => new Response(stream) }).obtain?.(context())).rejects.toMatchObject(tooLong)
    expect(state.cancelled).toBe(true)
  })

  it('that brings no bytes is none', async () => {
    const { stream, state } = endless('text')
    await expect(source({ fetch: async () => new Response(stream) }).obtain?.(context())).rejects.toMatchObject(tooLong)
    expect(state.cancelled).toBe(true)
  })

  it('may be a stream of Node’s, as node-fetch gives it', async () => {
    let returned = false
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield new Uint8Array(50_000)
      } finally {
        returned = true
      }
    }
    const response = Object.defineProperty(new Response(), 'body', { value: chunks() })
    await expect(source({ fetch: async () => response }).obtain?.(context())).rejects.toMatchObject(tooLong)
    expect(returned).toBe(true)
  })

  it('may be hidden, as in React Native', async () => {
    const response = Object.defineProperty(Response.json(token), 'body', { value: undefined })
    expect(await source({ fetch: async () => response }).obtain?.(context())).toEqual(token)
  })
})
