import { describe, expect, it } from 'vitest'
import { type ExpectedRequest, expectRequests, RequestsDifferError } from '../../src/index.ts'

const sent = [
  { method: 'GET', path: '/orders', token: 'access-1', headers: { accept: 'application/json' }, body: '', status: undefined },
  { method: 'POST', path: '/orders?x=1', token: 'access-2', headers: {}, body: '{"id":1}', status: 401 },
]

describe('expectRequests', () => {
  it('takes what agrees in the fields that are named', () => {
    expectRequests(sent, [
      { method: 'GET', headers: { accept: /json/ }, status: undefined },
      { path: /^\/orders\?/, status: 401 },
    ])
    expectRequests([], [])
  })

  it.each([
    ['too few', [{}], 'expected 1 requests, got 2'],
    ['too many', [{}, {}, {}], 'expected 3 requests, got 2'],
    ['another value', [{}, { token: 'access-1' }], 'request 2: token is "access-2", not "access-1"'],
    ['no match', [{ path: /books/ }, {}], 'request 1: path is "/orders", which /books/ does not match'],
    ['another header', [{ headers: { accept: 'text/html' } }, {}], 'request 1, headers: accept is "application/json", not "text/html"'],
    ['a header that is missing', [{}, { headers: { accept: 'text/html' } }], 'request 2, headers: accept is undefined, not "text/html"'],
  ])(
    'tells the difference, and all that was sent: %s',
    (_: string, expected: readonly ExpectedRequest<(typeof sent)[number]>[], difference: string) => {
      const act = (): void => expectRequests(sent, expected)
      expect(act).toThrow(RequestsDifferError)
      expect(act).toThrow(difference)
      expect(act).toThrow('sent:\n  1. method: "GET", path: "/orders", token: "access-1"\n  2. method: "POST", path: "/orders?x=1"')
    },
  )

  it('tells that nothing was sent', () => {
    expect(() => expectRequests<object>([], [{}])).toThrow('expected 1 requests, got 0\nsent:\n  nothing')
  })
})
