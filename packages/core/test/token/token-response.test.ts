import { describe, expect, it, test } from 'vitest'
import { TokenRequestError, TokenResponseError } from '../../src/lib/errors.ts'
import { readTokenResponse, type TokenGrant } from '../../src/token/token-response.ts'

const wall = 1_800_000_000_000
const century = 100 * 365.25 * 86_400_000
const jwt = `e30.${Buffer.from(JSON.stringify({ exp: wall / 1000 + 60 })).toString('base64url')}.c2ln`

function grantOf(fields: object, scheme = 'Bearer'): TokenGrant {
  const read = readTokenResponse({ access_token: 'a', ...fields }, scheme, wall)
  if ('error' in read) throw read.error
  return read
}

function errorOf(response: unknown, scheme = 'Bearer'): TokenResponseError | TokenRequestError {
  const read = readTokenResponse(response, scheme, wall)
  if ('error' in read) return read.error
  throw new Error('was read')
}

describe('expires_in', () => {
  test.for<[name: string, value: unknown, lifetime: number | undefined]>([
    ['300', 300, 300_000],
    ['1', 1, 1000],
    ['a fraction', 1.5, 1500],
    ['less than a second', 0.999, undefined],
    ['next to nothing', 1e-9, undefined],
    ['a string', '1800', 1_800_000],
    ['a string with blanks', ' 60 ', 60_000],
    ['a string with a fraction', '1.5', 1500],
    ['7 days', 604_800, 604_800_000],
    ['huge', 1e18, century],
    ['so huge that ms overflow', 1e308, century],
    ['infinity (JSON’s 1e999)', Infinity, century],
    ['0', 0, undefined],
    ['0 in a string', '0', undefined],
    ['minus 0', -0, undefined],
    ['negative', -1, undefined],
    ['negative in a string', '-300', undefined],
    ['NaN', NaN, undefined],
    ['missing', undefined, undefined],
    ['null', null, undefined],
    ['an empty string', '', undefined],
    ['blanks', '  ', undefined],
    ['words', 'an hour', undefined],
    ['a number with a unit', '300s', undefined],
    ['true', true, undefined],
    ['an object', { seconds: 300 }, undefined],
    ['a list', [300], undefined],
    ['a bigint', 300n, undefined],
  ])('%s', ([, expires_in, lifetime]) => {
    expect(grantOf({ expires_in }).lifetime).toBe(lifetime)
  })

  test.for<[name: string, fields: object, lifetime: number | undefined]>([
    ['is read where expires_in is missing', {}, 60_000],
    ['is read where expires_in is null', { expires_in: null }, 60_000],
    ['is not read beside an expires_in', { expires_in: 300 }, 300_000],
    ['is not read beside an expires_in of 0', { expires_in: 0 }, undefined],
    ['is not read beside an expires_in that is nonsense', { expires_in: 'soon' }, undefined],
  ])('a JWT’s exp %s', ([, fields, lifetime]) => {
    expect(grantOf({ access_token: jwt, ...fields }).lifetime).toBe(lifetime)
  })

  it('from a JWT is capped like any other', () => {
    const absurd = `e30.${btoa(JSON.stringify({ exp: 1e300 }))}.x`
    expect(grantOf({ access_token: absurd }).lifetime).toBe(century)
  })
})

describe('expires_at', () => {
  test.for<[name: string, fields: object, lifetime: number | undefined]>([
    ['is read where expires_in is missing', {}, 90_000],
    ['is read where expires_in is null', { expires_in: null }, 90_000],
    ['comes before a JWT’s exp', { access_token: jwt }, 90_000],
    ['that is over leaves a JWT’s exp', { access_token: jwt, expires_at: wall - 1 }, 60_000],
    ['that is nonsense leaves a JWT’s exp', { access_token: jwt, expires_at: 'soon' }, 60_000],
    ['is not read beside an expires_in', { expires_in: 300 }, 300_000],
    ['is not read beside an expires_in of 0', { expires_in: 0 }, undefined],
    ['that is null says nothing', { expires_at: null }, undefined],
  ])('%s', ([, fields, lifetime]) => {
    expect(grantOf({ expires_at: wall + 90_000, ...fields }).lifetime).toBe(lifetime)
  })
})

test.for<[name: string, value: unknown, refreshIn: number | undefined]>([
  ['a number', 150, 150_000],
  ['a string', '150', 150_000],
  ['0', 0, undefined],
  ['negative', -5, undefined],
  ['missing', undefined, undefined],
])('refresh_in: %s', ([, refresh_in, refreshIn]) => {
  expect(grantOf({ refresh_in }).refreshIn).toBe(refreshIn)
})

describe('the refresh token’s lifetime', () => {
  test.for<[name: string, fields: object, lifetime: number | undefined]>([
    ['by its real name', { refresh_expires_in: 1800 }, 1_800_000],
    ['in a string', { refresh_expires_in: '1800' }, 1_800_000],
    ['by the name in OLI’s manual', { refresh_token_expires_in: 1800 }, 1_800_000],
    ['by the name in KorusTicket’s manual', { refresh_expires_id: 1800 }, 1_800_000],
    ['by its real name, not the first alias', { refresh_expires_in: 10, refresh_token_expires_in: 20 }, 10_000],
    ['by its real name, not the second alias', { refresh_expires_id: 30, refresh_expires_in: 10 }, 10_000],
    ['by an alias where the real name is null', { refresh_expires_in: null, refresh_expires_id: 30 }, 30_000],
    ['0: never or none', { refresh_expires_in: 0 }, undefined],
    ['0 by its real name, whatever an alias says', { refresh_expires_in: 0, refresh_token_expires_in: 20 }, undefined],
    ['nonsense by its real name, whatever an alias says', { refresh_expires_in: 'x', refresh_expires_id: 30 }, undefined],
    ['missing', {}, undefined],
  ])('%s', ([, fields, lifetime]) => {
    expect(grantOf({ refresh_token: 'r', ...fields }).refreshLifetime).toBe(lifetime)
  })
})

test.for<[name: string, value: unknown, expected: string | undefined]>([
  ['a string', 'r', 'r'],
  ['an empty string', '', undefined],
  ['null', null, undefined],
  ['missing', undefined, undefined],
  ['a number', 5, undefined],
  ['an object', {}, undefined],
])('refresh_token: %s', ([, refresh_token, expected]) => {
  expect(grantOf({ refresh_token }).refreshToken).toBe(expected)
})

test.for<[name: string, value: unknown, expected: string | undefined]>([
  ['a string', 'read write', 'read write'],
  ['empty, as Conundra sends it', '', ''],
  ['null', null, undefined],
  ['a list', ['read'], undefined],
])('scope: %s', ([, scope, expected]) => {
  expect(grantOf({ scope }).scope).toBe(expected)
})

describe('token_type', () => {
  it.each(['Bearer', 'bearer', 'BEARER', 'bEaReR', undefined, null])('%s can be sent as Bearer', (token_type) => {
    expect(grantOf({ token_type }).accessToken).toBe('a')
  })

  it.each(['DPoP', 'mac', 'N_A', 'Bearer2', 'Bearer ', 5, true, {}, ['Bearer']])('%j can’t', (token_type) => {
    expect(errorOf({ access_token: 'a', token_type })).toBeInstanceOf(TokenResponseError)
    expect(errorOf({ access_token: 'a', token_type }, 'BEARER')).toBeInstanceOf(TokenResponseError)
  })

  it.each(['Token', ''])('of any kind goes out under a scheme of the user’s choice: %j', (scheme) => {
    expect(grantOf({ token_type: 'DPoP' }, scheme).accessToken).toBe('a')
  })

  it.each(['DPoP', 'dpop'])('%s can be sent as DPoP', (token_type) => {
    expect(grantOf({ token_type }, 'DPoP').accessToken).toBe('a')
  })

  it.each(['Bearer', undefined, null, 'DPoP ', 5])('%j can’t be sent as DPoP: no key binds such a token', (token_type) => {
    expect(errorOf({ access_token: 'a', token_type }, 'DPoP')).toMatchObject({
      code: 'ERR_TOKEN_RESPONSE',
      message: 'The token response has a token_type other than DPoP.',
    })
  })
})

describe('a response that can’t be used', () => {
  test.for<[name: string, response: unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a string', 'token'],
    ['a number', 5],
    ['a list', [{ access_token: 'a' }]],
    ['a function', () => ({ access_token: 'a' })],
    ['an empty object', {}],
    ['a Response whose body nobody has read', new Response('{"access_token":"a"}')],
    ['an access_token that is null', { access_token: null }],
    ['an access_token that is a number', { access_token: 5 }],
    ['an empty access_token', { access_token: '' }],
    ['a line break, which would end the header', { access_token: 'a\r\nX-Evil: 1' }],
    ['a line break at the end', { access_token: 'a\n' }],
    ['a blank', { access_token: 'a b' }],
    ['a blank in front', { access_token: ' a' }],
    ['a null byte', { access_token: 'a\0' }],
    ['an umlaut', { access_token: 'ä' }],
    ['an error that is no string', { error: { code: 5 } }],
  ])('%s', ([, response]) => {
    const error = errorOf(response)
    expect(error).toBeInstanceOf(TokenResponseError)
    expect(error.message).not.toContain('Evil')
  })

  test.for<[name: string, response: object, fields: string]>([
    ['in camel case', { accessToken: 's3cret', expiresAt: 's3cret' }, 'accessToken, expiresAt'],
    ['with signs in them', { 'access-token': 's3cret', 'a.b': 1, $c: 1, token2: 1 }, 'access-token, a.b, $c, token2'],
    ['beside an access_token that is null', { access_token: null, user: 's3cret' }, 'access_token, user'],
    ['but none that look like secrets', { user: 1, s3cr3t1: 1, 'a b': 1, ['a'.repeat(41)]: 1, 'line\nbreak': 1 }, 'user, 4 more'],
    [
      'but twenty at most',
      Object.fromEntries(Array.from('abcdefghijklmnopqrstuvwxyz', (name) => [name, 1])),
      'a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, 6 more',
    ],
    ['that are none', {}, 'none'],
  ])('without an access_token names the fields that it has: %s', ([, response, fields]) => {
    const { message } = errorOf(response)
    expect(message).toBe(`The token response has no access_token. Its fields: ${fields}. The option map takes other names.`)
  })

  it('that is an error speaks as one', () => {
    const error = errorOf({ error: 'invalid_grant', error_description: 's3cret' })
    expect(error).toBeInstanceOf(TokenRequestError)
    expect(error).toMatchObject({ error: 'invalid_grant' })
    expect(error.message).not.toContain('s3cret')
  })

  it('that is an error speaks as one where access_token is null', () => {
    expect(errorOf({ access_token: null, error: 'invalid_grant' })).toBeInstanceOf(TokenRequestError)
  })

  it('is no error where there is a token all the same', () => {
    expect(grantOf({ error: 'none' }).accessToken).toBe('a')
  })

  it('keeps the refresh token that came with it, for the old one is spent', () => {
    expect(readTokenResponse({ refresh_token: 'r2' }, 'Bearer', wall)).toMatchObject({ refreshToken: 'r2' })
    expect(readTokenResponse({ access_token: 'a', token_type: 'mac', refresh_token: 'r2' }, 'Bearer', wall)).toMatchObject({
      refreshToken: 'r2',
    })
    expect(readTokenResponse({ refresh_token: '' }, 'Bearer', wall)).toMatchObject({ refreshToken: undefined })
  })
})

describe('the server’s other fields', () => {
  it('pass through untouched', () => {
    const nested = { roles: ['a'] }
    const { fields } = grantOf({
      'not-before-policy': 0,
      session_state: 's',
      expires_in: '300',
      nested,
      token_type: 'bearer',
      refresh_token: 'r',
      scope: 's',
    })
    expect(fields).toEqual({ 'not-before-policy': 0, session_state: 's', expires_in: '300', nested })
    expect(fields['nested']).toBe(nested)
  })

  it('change no prototype', () => {
    const { fields } = grantOf(JSON.parse('{"access_token":"a","__proto__":{"polluted":1}}') as object)
    expect('polluted' in {}).toBe(false)
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
  })
})
