import { expect, test } from 'vitest'
import { isSignedOut } from '../../src/token/is-signed-out.ts'

const headers = new Headers()

test.for<[status: number, json: unknown, expected: boolean]>([
  [200, { access_token: 'a' }, false],
  [200, null, true],
  [200, {}, true],
  [201, {}, true],
  [200, [], false],
  [200, '', false],
  [200, undefined, false],
  [200, { access_token: null }, false],
  [200, { error: 'login_required' }, true],
  [204, undefined, true],
  [400, { error: 'invalid_grant' }, true],
  [400, { error: 'invalid_request' }, false],
  [400, {}, false],
  [400, null, false],
  [401, undefined, true],
  [401, { error: 'invalid_client' }, true],
  [403, undefined, false],
  [403, {}, false],
  [403, 'login_required', false],
  [403, { error: 'forbidden' }, false],
  [403, { error: { code: 'login_required' } }, false],
  [403, { error: 'login_required' }, true],
  [403, { error: 'interaction_required' }, true],
  [403, { error: 'account_selection_required' }, true],
  [403, { error: 'consent_required' }, true],
  [403, { error: 'invalid_grant' }, true],
  [403, { error: 'invalid_token' }, true],
  [403, { error: 'session_expired' }, true],
  [403, { error: 'session_ended' }, true],
  [403, { error: 'unauthenticated' }, true],
  [403, { error: 'not_authenticated' }, true],
  [404, undefined, false],
  [408, { error: 'login_required' }, false],
  [425, { error: 'login_required' }, false],
  [429, { error: 'login_required' }, false],
  [500, {}, false],
  [503, { error: 'login_required' }, false],
])('a %i with %j: %s', ([status, json, expected]) => {
  expect(isSignedOut({ status, json, headers, isRedirect: false })).toBe(expected)
})

test.for([0, 200, 302, 503])('any redirect, whatever status it shows: %i', (status) => {
  expect(isSignedOut({ status, json: { access_token: 'a' }, headers, isRedirect: true })).toBe(true)
})
