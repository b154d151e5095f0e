import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { clientCredentials, password, refreshToken } from '../src/index.ts'
import { context, type RecordingServer, startRecordingServer } from './support/recording-server.ts'

let server: RecordingServer
let testbed: Testbed
beforeAll(async () => {
  server = await startRecordingServer()
  testbed = await startTestbed()
})
beforeEach(() => server.reset())
afterAll(() => Promise.all([server.close(), testbed.close()]))

const odd = { clientId: 'id/ä&=%:+ ?', clientSecret: 's3cr+t/%&=:x y' }
const umlauts = { clientId: 'überträger', clientSecret: 'pässwörd€😀' }

/** What a Basic header says, still encoded. */
function basicOf(header: string | undefined): [id: string, secret: string] {
  const bytes = Buffer.from(/^Basic (.+)$/.exec(header ?? '')?.[1] ?? '', 'base64').toString()
  const colon = bytes.indexOf(':')
  return [bytes.slice(0, colon), bytes.slice(colon + 1)]
}

function formDecode(text: string): string {
  return new URLSearchParams(`x=${text}`).get('x') ?? ''
}

describe('the client’s credentials', () => {
  test.for([odd, umlauts])('go into the body, to the letter: %o', async (client) => {
    await clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...client }).obtain?.(context())
    expect(Object.fromEntries(server.last.form)).toEqual({
      client_id: client.clientId,
      client_secret: client.clientSecret,
      grant_type: 'client_credentials',
    })
    expect(server.last.headers.authorization).toBeUndefined()
  })

  test.for([odd, umlauts])('go into a Basic header, form-encoded before base64: %o', async (client) => {
    await clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...client, clientAuthentication: 'client_secret_basic' }).obtain?.(
      context(),
    )
    const [id, secret] = basicOf(server.last.headers.authorization)
    expect([formDecode(id), formDecode(secret)]).toEqual([client.clientId, client.clientSecret])
    expect(id + secret).toMatch(/^[\w%+.*-]+$/)
    expect(server.last.form).toEqual([['grant_type', 'client_credentials']])
  })

  test.for([odd, umlauts])('go into a Basic header as they are, where asked for: %o', async ({ clientId, clientSecret }) => {
    // RFC 7617 §2: no colon in a user id that is sent raw.
    const client = { clientId: clientId.replace(':', ''), clientSecret }
    await clientCredentials({
      tokenEndpoint: server.tokenEndpoint,
      ...client,
      clientAuthentication: 'client_secret_basic',
      basicEncoding: 'raw',
    }).obtain?.(context())
    expect(basicOf(server.last.headers.authorization)).toEqual([client.clientId, client.clientSecret])
    expect(server.last.form).toEqual([['grant_type', 'client_credentials']])
  })

  it('look the same in both kinds of Basic header where nothing in them is odd', async () => {
    const plain = { clientId: 'my-client_1.prod', clientSecret: '0c6f6c1a-9a3e-4b8f-8f39-000000000000' }
    const seen: unknown[] = []
    for (const basicEncoding of ['form', 'raw'] as const) {
      await clientCredentials({
        tokenEndpoint: server.tokenEndpoint,
        ...plain,
        clientAuthentication: 'client_secret_basic',
        basicEncoding,
      }).obtain?.(context())
      seen.push(server.last.headers.authorization)
    }
    expect(seen[0]).toBe(seen[1])
  })

  it('of a public client are its id alone: no secret, not even an empty one', async () => {
    const source = password({ tokenEndpoint: server.tokenEndpoint, clientId: odd.clientId, username: 'u', password: 'p' })
    await source.obtain?.(context())
    expect(server.last.form).toContainEqual(['client_id', odd.clientId])
    await source.refresh?.('r', context())
    expect(server.last.form).toContainEqual(['client_id', odd.clientId])
    for (const { body, headers } of server.requests) expect(`${body} ${headers.authorization ?? ''}`).toBe(`${body} `)
    expect(server.requests.filter(({ body }) => body.includes('client_secret'))).toEqual([])
  })

  it('go with a refresh as they go with the first request', async () => {
    const client = { tokenEndpoint: server.tokenEndpoint, ...odd }
    for (const source of [clientCredentials(client), refreshToken(client)]) {
      await source.refresh?.('r', context())
      expect(Object.fromEntries(server.last.form)).toEqual({
        client_id: odd.clientId,
        client_secret: odd.clientSecret,
        grant_type: 'refresh_token',
        refresh_token: 'r',
      })
    }
  })
})

describe('a real server accepts', () => {
  const everyCharacter = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index))
  let count = 0

  test.for(['client_secret_post', 'client_secret_basic'] as const)('%s with every printable character in id and secret', async (method) => {
    const client = testbed.registerClient({
      clientId: `${everyCharacter}${count++}`,
      clientSecret: `s3cr+t/%&=:x y${everyCharacter}`,
      authentication: method,
    })
    const source = clientCredentials({ tokenEndpoint: testbed.tokenEndpoint, ...client, clientAuthentication: method })
    expect(await source.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  })

  it('a public client', async () => {
    const { clientId } = testbed.registerClient({ authentication: 'none' })
    testbed.registerUser({ username: 'Zoë+&=%', password: 'pässwörd €😀 +&=%' })
    const source = password({ tokenEndpoint: testbed.tokenEndpoint, clientId, username: 'Zoë+&=%', password: 'pässwörd €😀 +&=%' })
    expect(await source.obtain?.(context())).toMatchObject({ access_token: expect.any(String) })
  })

  it('raw Basic credentials not at all, where they are odd', async () => {
    const client = testbed.registerClient({ clientSecret: 's3cr+t/%&=:x y', authentication: 'client_secret_basic' })
    const source = clientCredentials({
      tokenEndpoint: testbed.tokenEndpoint,
      ...client,
      clientAuthentication: 'client_secret_basic',
      basicEncoding: 'raw',
    })
    await expect(source.obtain?.(context())).rejects.toMatchObject({ code: 'ERR_TOKEN_REQUEST', error: expect.stringMatching(/^invalid_/) })
  })
})
