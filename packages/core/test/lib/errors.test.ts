import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import {
  CredentialsRejectedError,
  EverbearerError,
  SessionEndedError,
  TokenRequestError,
  TokenResponseError,
  TokenUnavailableError,
} from '../../src/lib/errors.ts'

const cause = Object.assign(new TypeError('s3cret in the message'), {
  config: { headers: { authorization: 's3cret' }, data: 'client_secret=s3cret' },
  response: { data: { refresh_token: 's3cret' } },
  toJSON: () => ({ leaked: 's3cret' }),
  cause: new Error('s3cret deeper'),
})

interface Row {
  readonly code: string
  readonly make: (cause?: unknown) => EverbearerError
  readonly fields: object
}

const rows: Row[] = [
  {
    code: 'ERR_TOKEN_REQUEST',
    make: (given) => new TokenRequestError('m', { status: 429, error: 'slow_down', retryAfter: '7', cause: given }),
    fields: { status: 429, error: 'slow_down', retryAfter: '7' },
  },
  { code: 'ERR_TOKEN_RESPONSE', make: (given) => new TokenResponseError('m', given), fields: {} },
  { code: 'ERR_TOKEN_UNAVAILABLE', make: (given) => new TokenUnavailableError('m', 5000, given), fields: { retryAt: 5000 } },
  {
    code: 'ERR_CREDENTIALS_REJECTED',
    make: (given) => new CredentialsRejectedError('m', 5000, 'invalid_client', given),
    fields: { retryAt: 5000, error: 'invalid_client' },
  },
  { code: 'ERR_SESSION_ENDED', make: (given) => new SessionEndedError('cleared', given), fields: { reason: 'cleared' } },
]

describe.for(rows)('$code', ({ code, make, fields }) => {
  it('has its literal code, its fields and its name', () => {
    const error = make()
    expect(error).toBeInstanceOf(EverbearerError)
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ code, ...fields })
    expect(error.name).toBe(error.constructor.name)
    expect(String(error)).toBe(`${error.name}: ${error.message}`)
  })

  it('has the real cause, or none', () => {
    expect(make(cause).cause).toBe(cause)
    expect('cause' in make()).toBe(false)
  })

  it('has an enumerable cause neither by name nor by spread', () => {
    const error = make(cause)
    expect(Object.keys(error)).not.toContain('cause')
    expect(Object.keys(error)).not.toContain('name')
    expect(inspect({ ...error }, { depth: Infinity })).not.toContain('s3cret')
  })

  test.for<[name: string, print: (error: EverbearerError) => string]>([
    ['String', String],
    ['the stack', (error) => error.stack ?? ''],
    ['JSON', (error) => JSON.stringify(error)],
    ['JSON, nested', (error) => JSON.stringify({ list: [error] })],
    ['inspect', (error) => inspect(error)],
    [
      'inspect at any depth with all that is hidden',
      (error) => inspect({ a: [error] }, { depth: Infinity, showHidden: true, getters: true }),
    ],
    ['inspect as the cause of another error', (error) => inspect(new Error('outer', { cause: error }), { depth: Infinity })],
    ['inspect as one of several', (error) => inspect(new AggregateError([error]), { depth: Infinity })],
  ])('shows nothing of a hostile cause but its name through %s', ([, print]) => {
    expect(print(make(cause))).not.toContain('s3cret')
    expect(print(make('s3cret'))).not.toContain('s3cret')
    expect(print(make({ s3cret: 's3cret' }))).not.toContain('s3cret')
    expect(print(make(make(cause)))).not.toContain('s3cret')
  })

  it('prints stack, code and the cause’s name', () => {
    const text = inspect(make(cause))
    expect(text).toContain('errors.test.ts')
    expect(text).toContain(`code: '${code}'`)
    expect(text).toContain('TypeError')
  })

  it('writes itself to JSON whole, but for the cause', () => {
    expect(JSON.parse(JSON.stringify(make(cause)))).toEqual({ code, ...fields, name: make().name, message: make().message })
  })
})

it('an error without details has no fields for them', () => {
  expect(Object.keys(new TokenRequestError('m')).toSorted()).toEqual(['code'])
  expect(Object.keys(new CredentialsRejectedError('m', 1)).toSorted()).toEqual(['code', 'retryAt'])
})

it('a hostile cause does not travel with a structured clone, as between threads', () => {
  expect(inspect(structuredClone(new TokenRequestError('m', { cause })), { depth: Infinity, showHidden: true })).not.toContain('s3cret')
})

it('a hostile cause is not printed where Node prints an uncaught error: without regard to custom inspection', () => {
  expect(inspect(new TokenRequestError('m', { cause }), { depth: 5, customInspect: false })).not.toContain('s3cret')
})
