import { expect, test } from 'vitest'
import { challengeErrorOf, isWorthAnotherProof, tokenErrorOf } from '../src/proof-error.ts'

test.each([
  [401, 'DPoP error="use_dpop_nonce"', 'use_dpop_nonce'],
  [401, 'Bearer, DPoP algs="ES256", error="invalid_dpop_proof"', 'invalid_dpop_proof'],
  [401, 'Bearer error="use_dpop_nonce"', undefined],
  [401, 'DPoP error="invalid_token"', undefined],
  [401, null, undefined],
  [400, 'DPoP error="use_dpop_nonce"', undefined],
])('a %i with the challenge %s: %s', (status, challenge, error) => {
  expect(challengeErrorOf({ status, challenge })).toBe(error)
})

test.each([
  [400, '{"error":"use_dpop_nonce"}', 'use_dpop_nonce'],
  [401, '{"error":"invalid_dpop_proof"}', 'invalid_dpop_proof'],
  [400, '{"error":"invalid_grant"}', undefined],
  [400, 'null', undefined],
  [400, 'no JSON', undefined],
  [200, '{"error":"use_dpop_nonce"}', undefined],
])('a token response of %i with %s: %s, and its body stays unread', async (status, body, error) => {
  const response = new Response(body, { status })
  expect(await tokenErrorOf(response)).toBe(error)
  expect(await response.text()).toBe(body)
})

test('a request for a nonce without a nonce is worth nothing, and so is the same error again', () => {
  expect(isWorthAnotherProof('use_dpop_nonce', [], 'n')).toBe(true)
  expect(isWorthAnotherProof('use_dpop_nonce', [], undefined)).toBe(false)
  expect(isWorthAnotherProof('invalid_dpop_proof', ['use_dpop_nonce'], undefined)).toBe(true)
  expect(isWorthAnotherProof('invalid_dpop_proof', ['invalid_dpop_proof'], 'n')).toBe(false)
})
