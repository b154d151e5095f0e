import type { CoordinatorEvents } from '@everbearer/core'
import { expect, test } from 'vitest'
import { challengeTypeOf, errorTypeOf, serverOf, statusOf } from '../src/attributes.ts'

const failed = (more: Partial<CoordinatorEvents['attempt-failed']>): CoordinatorEvents['attempt-failed'] => ({
  grant: 'obtain',
  attempt: 1,
  class: 'transient',
  status: undefined,
  error: undefined,
  retryIn: undefined,
  ...more,
})

test.for<[Partial<CoordinatorEvents['attempt-failed']>, string]>([
  [{}, 'transient'],
  [{ class: 'source-error' }, 'source-error'],
  [{ status: 503 }, '503'],
  [{ status: 400, error: 'invalid_grant' }, 'invalid_grant'],
  [{ status: 400, error: 'use_dpop_nonce' }, 'use_dpop_nonce'],
  [{ status: 400, error: 'user_alice_locked' }, '_OTHER'],
  [{ status: 1_795_854_500 }, '_OTHER'],
  [{ status: 503.5 }, '_OTHER'],
])('error.type of a token request is from a closed list: %j → %s', ([event, type]) => {
  expect(errorTypeOf(failed(event))).toBe(type)
})

test('error.type of a challenge is from a closed list', () => {
  const typeOf = (error: CoordinatorEvents['ignored']['error']): unknown => challengeTypeOf({ error } as CoordinatorEvents['ignored'])
  expect([undefined, 'invalid_token', 'insufficient_scope', 'other'].map((error) => typeOf(error as never))).toEqual([
    undefined,
    'invalid_token',
    'insufficient_scope',
    '_OTHER',
  ])
})

test('a status outside of HTTP is no attribute', () => {
  expect([undefined, 99, 100, 404, 599, 600, Number.NaN, -1].map(statusOf)).toEqual([
    undefined,
    undefined,
    100,
    404,
    599,
    undefined,
    undefined,
    undefined,
  ])
})

test.for<[string, object]>([
  ['https://api.example.com', { 'server.address': 'api.example.com', 'server.port': 443 }],
  ['http://127.0.0.1:3000', { 'server.address': '127.0.0.1', 'server.port': 3000 }],
  ['http://[::1]', { 'server.address': '[::1]', 'server.port': 80 }],
  ['null', {}],
])('the server of an origin: %s', ([origin, attributes]) => {
  expect(serverOf(origin)).toEqual(attributes)
})
