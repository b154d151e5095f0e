import { AxiosError, AxiosHeaders } from 'axios'
import { describe, expect, it, test } from 'vitest'
import { SessionEndedError, TokenRequestError, TokenResponseError, TokenSourceError, TokenUnavailableError } from '../../src/lib/errors.ts'
import { classify, type FailureClass, reasonOf } from '../../src/policy/classify-failure.ts'

function request(status?: number, error?: string): TokenRequestError {
  return new TokenRequestError('no', { status, error })
}

function axiosError(status: number, data: unknown, headers: Record<string, string> = {}): Error {
  const config = { headers: new AxiosHeaders() }
  return new AxiosError(
    'Request failed',
    'ERR_BAD_REQUEST',
    config,
    {},
    { status, statusText: '', data, headers: new AxiosHeaders(headers), config },
  )
}

/** ky 2 keeps the Response, and the body that it has read beside it. */
function kyError(status: number, data: unknown, headers: Record<string, string> = {}): Error {
  return Object.assign(new Error('Request failed'), { name: 'HTTPError', response: new Response(null, { status, headers }), data })
}

/** openid-client has the OAuth error on its own error, and a Response whose body it has read. */
function openidError(status: number, error: string): Error {
  return Object.assign(new Error('server responded with an error'), { error, status, response: new Response(null, { status }) })
}

/** ofetch has status and statusCode as getters, and the body on both. */
function ofetchError(status: number, data: unknown, headers: Record<string, string> = {}): Error {
  const response = Object.assign(new Response(null, { status, headers }), { _data: data })
  return Object.assign(new Error('[POST] failed'), { name: 'FetchError', response, data, status, statusCode: status })
}

describe('classify', () => {
  test.for<[name: string, thrown: unknown, refreshing: FailureClass, obtaining?: FailureClass]>([
    ['a network error', new TypeError('fetch failed'), 'transient'],
    ['a time-out', new DOMException('late', 'TimeoutError'), 'transient'],
    ['an abort', new DOMException('over', 'AbortError'), 'transient'],
    ['SyntaxError: no JSON', new SyntaxError('Unexpected token <'), 'unusable'],
    ['a source that failed by its own code, as said by another coordinator', new TokenSourceError('no', 0), 'source-error'],
    ['the same, wrapped by a client', new Error('<no response>', { cause: new TokenSourceError('no', 0) }), 'source-error'],
    ['an error with nothing on it', new Error('?'), 'transient'],
    ['a token request error with nothing on it', request(), 'transient'],
    ['500', request(500), 'transient'],
    ['502', request(502), 'transient'],
    ['503', request(503), 'transient'],
    ['599', request(599), 'transient'],
    ['408', request(408), 'transient'],
    ['425', request(425), 'transient'],
    ['429', request(429), 'transient'],
    ['429 that names an error', request(429, 'rate_limited'), 'transient'],
    ['503 that names an error', request(503, 'maintenance'), 'transient'],
    ['temporarily_unavailable with 400', request(400, 'temporarily_unavailable'), 'transient'],
    ['server_error with 400', request(400, 'server_error'), 'transient'],
    ['slow_down', request(400, 'slow_down'), 'transient'],
    ['400 that says nothing', request(400), 'unusable'],
    ['401 that says nothing', request(401), 'terminal'],
    ['403', request(403), 'unusable'],
    ['404', request(404), 'unusable'],
    ['a redirect', request(302), 'unusable'],
    ['invalid_client', request(401, 'invalid_client'), 'terminal'],
    ['unauthorized_client', request(400, 'unauthorized_client'), 'terminal'],
    ['unsupported_grant_type', request(400, 'unsupported_grant_type'), 'terminal'],
    ['an error without a status', request(undefined, 'invalid_client'), 'terminal'],
    ['invalid_grant with 400', request(400, 'invalid_grant'), 'invalid-grant', 'terminal'],
    ['invalid_grant with 401 (Keycloak 26.4)', request(401, 'invalid_grant'), 'invalid-grant', 'terminal'],
    ['invalid_grant in a 200', request(undefined, 'invalid_grant'), 'invalid-grant', 'terminal'],
    ['invalid_scope: the consent was taken back', request(400, 'invalid_scope'), 'invalid-grant', 'terminal'],
    ['an unusable answer', new TokenResponseError('no'), 'unusable'],
    ['another error of ours', new TokenUnavailableError('no', 0), 'transient'],
    ['an ended session', new SessionEndedError(), 'session-ended'],
    ['an ended session of another coordinator', new SessionEndedError('cleared'), 'session-ended'],
    ['a replaced session of another coordinator', new SessionEndedError('replaced'), 'transient'],
    ['axios: 503', axiosError(503, ''), 'transient'],
    ['axios: invalid_grant', axiosError(400, { error: 'invalid_grant' }), 'invalid-grant', 'terminal'],
    ['axios: invalid_client', axiosError(401, { error: 'invalid_client' }), 'terminal'],
    ['axios: no answer', new AxiosError('Network Error', 'ERR_NETWORK'), 'transient'],
    ['ky: 503', kyError(503, undefined), 'transient'],
    ['ky: invalid_grant', kyError(400, { error: 'invalid_grant' }), 'invalid-grant', 'terminal'],
    ['ky: invalid_client', kyError(401, { error: 'invalid_client' }), 'terminal'],
    ['ofetch: 503', ofetchError(503, undefined), 'transient'],
    ['ofetch: invalid_grant', ofetchError(400, { error: 'invalid_grant' }), 'invalid-grant', 'terminal'],
    ['ofetch: invalid_client', ofetchError(401, { error: 'invalid_client' }), 'terminal'],
    ['ofetch: no answer', Object.assign(new Error('<no response>'), { response: undefined, status: undefined }), 'transient'],
    ['openid-client: invalid_grant', openidError(400, 'invalid_grant'), 'invalid-grant', 'terminal'],
    ['openid-client: invalid_client', openidError(401, 'invalid_client'), 'terminal'],
    ['openid-client: an error that is no code', openidError(400, 'a sentence "with" quotes'), 'unusable'],
    ['a Response that was thrown', new Response(null, { status: 401 }), 'terminal'],
    ['an error with statusCode only', Object.assign(new Error('no'), { statusCode: 401 }), 'terminal'],
    ['a status in a string', Object.assign(new Error('no'), { status: '401' }), 'transient'],
    ['a body that is text', axiosError(400, 'invalid_grant'), 'unusable'],
    ['an error that is no string', axiosError(400, { error: { code: 'invalid_grant' } }), 'unusable'],
    ['a string', 'invalid_grant', 'transient'],
    ['null', null, 'transient'],
    ['undefined', undefined, 'transient'],
    ['a number', 401, 'transient'],
    ['a plain object with a status', { status: 401 }, 'terminal'],
    ['a plain object with status and body', { status: 400, data: { error: 'invalid_grant' } }, 'invalid-grant', 'terminal'],
  ])('%s', ([, thrown, refreshing, obtaining = refreshing]) => {
    expect(classify(thrown, 'refresh').class).toBe(refreshing)
    expect(classify(thrown, 'obtain').class).toBe(obtaining)
  })

  const coded = (code: string, error: Error = new Error('x')): Error => Object.assign(error, { code })

  test.for<[name: string, thrown: Error]>([
    ['Node, and undici', new TypeError('fetch failed')],
    ['undici, within a body', new TypeError('terminated')],
    ['Chrome', new TypeError('Failed to fetch')],
    ['Chrome, with a host', new TypeError('Failed to fetch (id.example.com)')],
    ['Chrome, within a body', new TypeError('network error')],
    ['Firefox', new TypeError('NetworkError when attempting to fetch resource.')],
    ['Safari', new TypeError('Load failed')],
    ['Safari, with a host', new TypeError('Load failed (id.example.com)')],
    ['React Native and other polyfills', new TypeError('Network request failed')],
    ['React Native, after its time-out', new TypeError('Network request timed out')],
    ['Deno, within a body', new TypeError('error reading a body from connection')],
    ['Deno, unpacking a body', new TypeError('Invalid gzip header')],
    ['Deno, unpacking half a body', new TypeError('unexpected end of file')],
    ['workerd, unpacking a body', new TypeError('Brotli compressed stream ended prematurely.')],
    ['Bun', coded('ECONNREFUSED', new TypeError('ECONNREFUSED: Unable to connect. Is the computer able to access the url?'))],
    ['Bun, unpacking a body', coded('ZlibError', new TypeError('ZlibError fetching "http://localhost/"'))],
    ['a cause with a system code', new TypeError('?', { cause: coded('ECONNREFUSED') })],
    ['a cause with a code of undici', new TypeError('?', { cause: coded('UND_ERR_SOCKET') })],
    ['a cause that is no error, with a code', new TypeError('?', { cause: { code: 'ECONNRESET' } })],
    ['a code deep down', new TypeError('?', { cause: new Error('?', { cause: coded('ENOTFOUND') }) })],
    ['a failed fetch as the cause', new TypeError('no session', { cause: new TypeError('fetch failed') })],
    ['a failed handshake', coded('ERR_TLS_CERT_ALTNAME_INVALID', new TypeError('?'))],
    ['a code of Node for a socket', coded('ERR_SOCKET_CONNECTION_TIMEOUT', new TypeError('?'))],
    ['node:http', coded('ECONNREFUSED')],
    ['axios, under the name of its cause', AxiosError.from(new TypeError('Unable to connect'))],
    ['a failed request, wrapped by a source', new TokenRequestError('no', { cause: new TypeError('fetch failed') })],
    ['a refusal that is a TypeError', Object.assign(new TypeError('no'), { status: 503 })],
  ])('takes a failed request for passing trouble: %s', ([, thrown]) => {
    expect(classify(thrown, 'obtain').class).toBe('transient')
    expect(classify(thrown, 'refresh').class).toBe('transient')
  })

  test.for<[name: string, thrown: Error]>([
    ['a call of what is no function', new TypeError('client.fetch is not a function')],
    ['a field of undefined', new TypeError("Cannot read properties of undefined (reading 'fetch')")],
    ['a name that nobody declared', new ReferenceError('fetch is not defined')],
    ['an endless recursion', new RangeError('Maximum call stack size exceeded')],
    [
      'a relative URL in Node',
      new TypeError('Failed to parse URL from /x', { cause: coded('ERR_INVALID_URL', new TypeError('Invalid URL')) }),
    ],
    ['an argument that Node refuses', coded('ERR_INVALID_ARG_TYPE', new TypeError('The "path" argument must be of type string'))],
    ['a header that Node refuses', coded('ERR_HTTP_INVALID_HEADER_VALUE', new TypeError('Invalid value "undefined" for header'))],
    ['a number that Node refuses', coded('ERR_OUT_OF_RANGE', new RangeError('The value of "timeout" is out of range'))],
    ['a text that no URI can hold', new URIError('URI malformed')],
    ['a mistake in what a source calls, which wraps it', new TokenRequestError('no', { cause: new TypeError('x is not a function') })],
    [
      'a cause that leads to itself',
      Object.assign(new TypeError('x is not a function'), {
        get cause(): unknown {
          return this
        },
      }),
    ],
  ])('takes a mistake in the code for none: %s', ([, thrown]) => {
    for (const grant of ['obtain', 'refresh'] as const)
      expect(classify(thrown, grant)).toMatchObject({ class: 'source-error', cause: thrown })
  })

  const headers = { 'Retry-After': '7' }
  test.for<[name: string, thrown: Error]>([
    ['ours', new TokenRequestError('no', { status: 429, error: 'busy', retryAfter: '7' })],
    ['axios', axiosError(429, { error: 'busy' }, headers)],
    ['ky', kyError(429, { error: 'busy' }, headers)],
    ['ofetch', ofetchError(429, { error: 'busy' }, headers)],
  ])('finds status, error and Retry-After on an error of %s', ([, thrown]) => {
    expect(classify(thrown, 'refresh')).toMatchObject({ status: 429, error: 'busy', retryAfter: '7', cause: thrown })
  })

  it('keeps an error as the cause, and makes one of what is none without quoting it', () => {
    const error = new Error('real')
    expect(classify(error, 'obtain').cause).toBe(error)
    const made = classify('s3cret', 'obtain').cause
    expect(made).toBeInstanceOf(TokenRequestError)
    expect(`${made.message} ${String(made.cause)}`).not.toContain('s3cret')
  })

  it('takes a header that is missing for none', () => {
    const error = Object.assign(new Error('no'), { response: new Response(null, { status: 503 }) })
    expect(classify(error, 'refresh').retryAfter).toBeUndefined()
  })

  it('is not led astray by a cause that leads to itself', () => {
    const error = Object.assign(new Error('loop'), { response: {} as unknown })
    error.response = error
    expect(classify(error, 'refresh').class).toBe('transient')
  })
})

describe('reasonOf', () => {
  const coded = (code: unknown, cause?: unknown): Error => Object.assign(new TypeError('s3cret', { cause }), { code })

  test.for<[name: string, thrown: unknown, reason: string]>([
    ['a code of the system', coded('ENOTFOUND'), ' (ENOTFOUND)'],
    ['the code at the end of a chain of causes', coded(undefined, coded(5, coded('UND_ERR_SOCKET'))), ' (UND_ERR_SOCKET)'],
    ['the name where there is no code', coded(undefined), ' (TypeError)'],
    ['the name where the code is none of the system: before', coded('xENOTFOUND'), ' (TypeError)'],
    ['the name where the code is none of the system: behind', coded('ENOTFOUND at s3cret'), ' (TypeError)'],
    ['the name where the code is one letter', coded('E'), ' (TypeError)'],
    ['nothing of what is no error', 's3cret', ''],
  ])('tells %s', ([, thrown, reason]) => {
    expect(reasonOf(thrown)).toBe(reason)
  })

  it('looks at five errors of a chain, no more', () => {
    const chain = (depth: number): Error => coded(undefined, depth === 1 ? coded('EDEEP') : chain(depth - 1))
    expect([reasonOf(chain(4)), reasonOf(chain(5))]).toEqual([' (EDEEP)', ' (TypeError)'])
  })

  it('ends for a cause that leads to itself', () => {
    const error = new RangeError('loop')
    error.cause = error
    expect(reasonOf(error)).toBe(' (RangeError)')
  })
})
