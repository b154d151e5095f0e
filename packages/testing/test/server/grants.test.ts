import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestbed } from '../../src/server/index.ts'
import type { RegisteredClient, Testbed } from '../../src/server/index.ts'
import { basic, callApi, postForm, refresh, token } from './calls.ts'

let testbed: Testbed
beforeAll(async () => void (testbed = await startTestbed()))
afterAll(() => testbed.close())

const oddSecret = String.raw` +%&=:;/?#[]@!$'()*,"<>\^{|}~%41%zz `
const everyCharacter = String.fromCharCode(...Array.from({ length: 95 }, (_, index) => 32 + index))

function byPost({ clientId, clientSecret }: RegisteredClient): { form: Record<string, string> } {
  return { form: { client_id: clientId, client_secret: clientSecret } }
}

async function isAccepted(accessToken: string): Promise<boolean> {
  return (await callApi(testbed, '/echo', accessToken)).ok
}

describe('client_credentials', () => {
  it('gives a token the API accepts, and no refresh token', async () => {
    const answer = await token(testbed, testbed.registerClient())
    expect(answer.status).toBe(200)
    expect(answer.fields).toEqual({ access_token: expect.any(String), expires_in: 300, token_type: 'Bearer' })
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(await isAccepted(answer.accessToken)).toBe(true)
  })

  it('gives a refresh token with its lifetime to a client that has them', async () => {
    const client = testbed.registerClient({ refreshTokens: true, refreshTokenLifetime: 90.5 })
    const { fields } = await token(testbed, client)
    expect(fields).toMatchObject({ refresh_token: expect.any(String), refresh_expires_in: 90.5 })
  })

  it('keeps the scope asked for, through a refresh too', async () => {
    const client = testbed.registerClient({ refreshTokens: true })
    const first = await token(testbed, client, { scope: 'read write' })
    expect(first.fields['scope']).toBe('read write')
    expect((await refresh(testbed, client, first.refreshToken)).fields['scope']).toBe('read write')
  })

  it('serves 1,000 requests at once', async () => {
    const client = testbed.registerClient()
    const answers = await Promise.all(Array.from({ length: 1000 }, () => token(testbed, client)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1000)
    expect(new Set(answers.map(({ accessToken }) => accessToken)).size).toBe(1000)
    expect(testbed.counts(client.clientId)).toMatchObject({ tokenRequests: 1000, tokenResponses: 1000 })
  })
})

describe('password', () => {
  const user = { username: 'zoë@example.com', password: 'pä ss+w%rd&=' }
  beforeAll(() => testbed.registerUser(user))

  it('gives a token for the right password', async () => {
    const answer = await token(testbed, testbed.registerClient(), { grant_type: 'password', ...user })
    expect(answer.status).toBe(200)
    expect(answer.fields).not.toHaveProperty('refresh_token')
    expect(await isAccepted(answer.accessToken)).toBe(true)
  })

  it('gives a refresh token that works', async () => {
    const client = testbed.registerClient({ refreshTokens: true })
    const first = await token(testbed, client, { grant_type: 'password', ...user })
    const second = await refresh(testbed, client, first.refreshToken)
    expect(second.status).toBe(200)
    expect(await isAccepted(second.accessToken)).toBe(true)
  })

  it.each([
    ['a wrong password', { ...user, password: 'guess' }],
    ['no password', { username: user.username }],
    ['an unknown user', { username: 'nobody', password: 'guess' }],
  ])('answers invalid_grant to %s', async (_, form) => {
    const answer = await token(testbed, testbed.registerClient(), { grant_type: 'password', ...form })
    expect(answer.status).toBe(400)
    expect(answer.fields['error']).toBe('invalid_grant')
  })

  it('answers invalid_request without a user name', async () => {
    const answer = await token(testbed, testbed.registerClient(), { grant_type: 'password' })
    expect(answer.fields['error']).toBe('invalid_request')
  })
})

describe('client authentication', () => {
  const client_credentials = { grant_type: 'client_credentials' }

  it.each([oddSecret, everyCharacter])('takes the secret %j by post and by Basic', async (clientSecret) => {
    const post = testbed.registerClient({ clientSecret })
    expect((await token(testbed, post)).status).toBe(200)
    const header = testbed.registerClient({ clientSecret, authentication: 'client_secret_basic' })
    expect((await postForm(testbed, client_credentials, basic(header))).status).toBe(200)
  })

  it('takes a public client by its id alone', async () => {
    const { clientId } = testbed.registerClient({ authentication: 'none' })
    expect((await postForm(testbed, { ...client_credentials, client_id: clientId })).status).toBe(200)
  })

  it('finds clients by the ids they chose', async () => {
    const client = testbed.registerClient({ clientId: 'an odd:id/+%', authentication: 'client_secret_basic' })
    expect((await postForm(testbed, client_credentials, basic(client))).status).toBe(200)
    expect(testbed.counts('an odd:id/+%').tokenResponses).toBe(1)
  })

  type Attempt = [string, () => { form: Record<string, string>; headers?: Record<string, string> }]
  const attempts: Attempt[] = [
    ['a wrong secret by post', () => byPost({ ...testbed.registerClient(), clientSecret: 'wrong' })],
    [
      'a wrong secret by Basic',
      () => {
        const client = testbed.registerClient({ authentication: 'client_secret_basic' })
        return { form: {}, headers: basic({ ...client, clientSecret: 'wrong' }) }
      },
    ],
    ['an unknown client', () => byPost({ clientId: 'nobody', clientSecret: 'x' })],
    ['a secret left out', () => ({ form: { client_id: testbed.registerClient().clientId } })],
    ['Basic for a post client', () => ({ form: {}, headers: basic(testbed.registerClient()) })],
    ['post for a Basic client', () => byPost(testbed.registerClient({ authentication: 'client_secret_basic' }))],
  ]
  it.each(attempts)('answers 401 invalid_client to %s', async (_, attempt) => {
    const { form, headers } = attempt()
    const answer = await postForm(testbed, { ...client_credentials, ...form }, headers)
    expect(answer.status).toBe(401)
    expect(answer.fields['error']).toBe('invalid_client')
  })

  it('does not register what could never authenticate', () => {
    expect(() => testbed.registerClient({ clientSecret: 'sécret' })).toThrow(TypeError)
    expect(() => testbed.registerClient({ clientId: '' })).toThrow(TypeError)
    expect(() => testbed.registerClient({ accessTokenLifetime: -1 })).toThrow(RangeError)
  })
})

it('refuses a grant it does not know', async () => {
  const answer = await token(testbed, testbed.registerClient(), { grant_type: 'magic' })
  expect(answer.status).toBe(400)
  expect(answer.fields['error']).toBe('unsupported_grant_type')
})

it('lets a client change its answers', async () => {
  const client = testbed.registerClient({
    responseFields: (fields) => ({ ...fields, expires_in: '60', token_type: undefined, extra: true }),
  })
  const { fields } = await token(testbed, client)
  expect(fields).toEqual({ access_token: expect.any(String), expires_in: '60', extra: true })
})
