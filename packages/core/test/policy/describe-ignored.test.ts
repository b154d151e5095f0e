import { describe, expect, test } from 'vitest'
import { describeIgnored } from '../../src/policy/describe-ignored.ts'

const scope = 'Bearer realm="api", error="insufficient_scope", scope="write"'

describe('a response that a rule handed to the caller', () => {
  test.for<[name: string, status: number, challenge: string | null, error: string | undefined, scheme?: string]>([
    ['a 401 without a challenge', 401, null, undefined],
    ['a 401 for another scheme', 401, 'Basic realm="x"', undefined],
    ['a 401 with a registered error', 401, 'Bearer error="invalid_request"', 'invalid_request'],
    ['a 401 that asks for a stronger login', 401, 'Bearer error="insufficient_user_authentication"', 'insufficient_user_authentication'],
    ['a 401 whose error may be a secret', 401, 'Bearer error="s3cret"', 'other'],
    ['a 401 with the error in the second challenge', 401, 'Bearer, Bearer error="invalid_token"', 'invalid_token'],
    ['a 403 for want of scope', 403, scope, 'insufficient_scope'],
    ['a 403 with a bare challenge', 403, 'Bearer', undefined],
    ['a 400 for a malformed request', 400, 'Bearer error="invalid_request"', 'invalid_request'],
    ['a 401 for a proof', 401, 'DPoP error="invalid_dpop_proof"', 'invalid_dpop_proof', 'dpop'],
    ['a 401 for a nonce', 401, 'DPoP error="use_dpop_nonce", algs="ES256"', 'use_dpop_nonce', 'dpop'],
  ])('is told: %s', ([, status, challenge, error, scheme = 'bearer']) => {
    expect(describeIgnored({ status, challenge }, status === 401 ? 'other-error' : 'status', scheme)).toEqual({
      status,
      error,
      rule: status === 401 ? 'other-error' : 'status',
    })
  })

  test.for<[name: string, status: number, challenge: string | null]>([
    ['a 403 without a challenge', 403, null],
    ['a 403 for another scheme', 403, 'Basic realm="x", error="insufficient_scope"'],
    ['a 404', 404, null],
    ['a 404 with a challenge', 404, scope],
    ['a 500 with a challenge', 500, scope],
  ])('is not told where it says nothing of the token: %s', ([, status, challenge]) => {
    expect(describeIgnored({ status, challenge }, 'status', 'bearer')).toBeUndefined()
  })

  test('is told whatever its status where `shouldRefresh` took it for a rejection', () => {
    expect(describeIgnored({ status: 419 }, 'budget', 'bearer')).toEqual({ status: 419, error: undefined, rule: 'budget' })
  })

  test('is judged by the scheme that was sent', () => {
    expect(describeIgnored({ status: 403, challenge: scope }, 'status', 'token')).toBeUndefined()
    expect(describeIgnored({ status: 403, challenge: scope }, 'status', '')).toMatchObject({ error: 'insufficient_scope' })
  })
})
