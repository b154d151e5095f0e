import { describe, expect, it } from 'vitest'
import { TokenRequestError, TokenResponseError } from '../../src/lib/errors.ts'
import { classify } from '../../src/policy/classify-failure.ts'
import { afterFailedRefresh } from '../../src/policy/after-failed-refresh.ts'

const responded = (status: number, more: { error?: string; retryAfter?: string } = {}): Error =>
  new TokenRequestError('no', { status, ...more })
const lost = new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) })

describe('after a refresh that failed with', () => {
  it.each<[string, Error, ReturnType<typeof afterFailedRefresh>]>([
    ['invalid_grant', responded(400, { error: 'invalid_grant' }), 'obtain'],
    ['an empty 400', responded(400), 'obtain'],
    ['a 404', responded(404), 'obtain'],
    ['unauthorized_client', responded(400, { error: 'unauthorized_client' }), 'obtain'],
    ['a page in place of JSON', new SyntaxError('Unexpected token <'), 'obtain'],
    ['an unusable response', new TokenResponseError('no access_token'), 'obtain'],
    ['invalid_client', responded(400, { error: 'invalid_client' }), 'obtain, keep'],
    ['a wrong secret at Keycloak', responded(401, { error: 'unauthorized_client' }), 'obtain, keep'],
    ['an empty 401', responded(401), 'obtain, keep'],
    ['a 500', responded(500), 'obtain later'],
    ['server_error', responded(400, { error: 'server_error' }), 'obtain later'],
    ['a 503', responded(503), 'obtain later'],
    ['a 429', responded(429), 'obtain later'],
    ['slow_down', responded(400, { error: 'slow_down' }), 'obtain later'],
    ['a Retry-After, whatever the status', responded(403, { retryAfter: '5' }), 'obtain later'],
    ['no response', lost, 'refresh later'],
  ])('%s', (_name, thrown, expected) => {
    expect(afterFailedRefresh(classify(thrown, 'refresh'))).toBe(expected)
  })
})
