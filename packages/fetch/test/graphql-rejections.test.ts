import { describe, expect, it, test } from 'vitest'
import { createCoordinator, hasUnauthenticatedError, withBearer, type WithBearerOptions } from '../src/index.ts'

const unauthenticated = { message: 'no longer signed in', extensions: { code: 'UNAUTHENTICATED' } }

function answering(body: unknown, type = 'application/json; charset=utf-8'): Response {
  return new Response(typeof body === 'string' ? body : JSON.stringify(body), { headers: { 'content-type': type } })
}

describe('a response of GraphQL', () => {
  test.for<[name: string, response: () => Response, rejects: boolean]>([
    ['an error and no data', () => answering({ errors: [unauthenticated] }), true],
    ['an error and null', () => answering({ data: null, errors: [unauthenticated] }), true],
    ['an error and a field of null', () => answering({ data: { me: null }, errors: [unauthenticated] }), true],
    ['an error behind another', () => answering({ errors: [{ message: 'other' }, unauthenticated] }), true],
    ['the type of GraphQL', () => answering({ errors: [unauthenticated] }, 'application/graphql-response+json'), true],
    ['data', () => answering({ data: { me: { id: 1 } } }), false],
    ['a field that was changed', () => answering({ data: { pay: true, me: null }, errors: [unauthenticated] }), false],
    ['another code', () => answering({ errors: [{ message: 'UNAUTHENTICATED', extensions: { code: 'FORBIDDEN' } }] }), false],
    ['no code', () => answering({ errors: [{ message: 'UNAUTHENTICATED', extensions: null }] }), false],
    ['the word in data', () => answering({ data: { status: 'UNAUTHENTICATED' } }), false],
    ['null', () => answering('null'), false],
    ['a stream of events', () => answering({ errors: [unauthenticated] }, 'text/event-stream'), false],
    ['several parts', () => answering({ errors: [unauthenticated] }, 'multipart/mixed; boundary="-"'), false],
    ['no type', () => new Response(new Uint8Array()), false],
  ])('rejects the token or not: %s', async ([, make, rejects]) => {
    const response = make()
    expect(await hasUnauthenticatedError(response)).toBe(rejects)
    expect(response.bodyUsed).toBe(false)
  })
})

describe('withBearer', () => {
  const auth = createCoordinator({ source: async () => ({ access_token: `t${++issued}`, expires_in: 60 }), origins: 'any' })
  let issued = 0

  it('replays a response of 200 that rejects the token, and gives the final one unread', async () => {
    const sent: (string | null)[] = []
    const bodies = [{ errors: [unauthenticated] }, { data: { me: 1 } }]
    const api = withBearer(
      async (_input, init) => {
        sent.push(new Headers(init?.headers).get('authorization'))
        return answering(bodies[sent.length - 1])
      },
      auth,
      { rejectsToken: hasUnauthenticatedError },
    )
    expect(await (await api('https://api.example.com/graphql')).json()).toEqual({ data: { me: 1 } })
    expect(sent).toEqual(['Bearer t1', 'Bearer t2'])
  })

  it.each([undefined, {}, { rejectsToken: undefined }])('looks into no response of 200 with the options %j', async (options) => {
    const response = answering({ errors: [unauthenticated] })
    expect(await withBearer(async () => response, auth, options)('https://api.example.com/graphql')).toBe(response)
  })

  test.for<[name: string, options: unknown, message: string]>([
    ['null', null, 'options: expected an object'],
    ['an unknown one', { rejectToken: hasUnauthenticatedError }, 'Unknown option "rejectToken". Allowed: rejectsToken.'],
    ['no function', { rejectsToken: true }, 'rejectsToken: expected a function'],
  ])('takes no wrong options: %s', ([, options, message]) => {
    expect(() => withBearer(fetch, auth, options as WithBearerOptions)).toThrow(new TypeError(message))
  })
})
