import { inspect } from 'node:util'
import { describe, expect, it, test } from 'vitest'
import { clientCredentials, password, refreshToken } from '../src/index.ts'

const tokenEndpoint = 'https://id.example.com/token'
const client = { tokenEndpoint, clientId: 'c', clientSecret: 'top-s3cret' }

describe('a wrong option is a TypeError that names it and shows no value', () => {
  const credentials = (options: object) => (): unknown => clientCredentials({ ...client, ...options })
  const user = (options: object) => (): unknown =>
    password({ tokenEndpoint, clientId: 'c', username: 'u', password: 'top-s3cret', ...options })
  const refresh = (options: object) => (): unknown => refreshToken({ tokenEndpoint, clientId: 'c', ...options })

  test.for<[name: string, option: string, create: () => unknown]>([
    ['no endpoint', 'tokenEndpoint', credentials({ tokenEndpoint: undefined })],
    ['endpoint and issuer', 'tokenEndpoint', credentials({ issuer: 'https://id.example.com' })],
    ['an endpoint that is relative', 'tokenEndpoint', credentials({ tokenEndpoint: '/s3cret' })],
    ['an endpoint that is empty', 'tokenEndpoint', credentials({ tokenEndpoint: '' })],
    ['an endpoint that is a number', 'tokenEndpoint', credentials({ tokenEndpoint: 5 })],
    ['an endpoint that is null', 'tokenEndpoint', credentials({ tokenEndpoint: null })],
    ['an endpoint of another kind', 'tokenEndpoint', credentials({ tokenEndpoint: 'ftp://s3cret.example.com' })],
    ['an endpoint without TLS', 'tokenEndpoint', credentials({ tokenEndpoint: 'http://id.example.com/s3cret' })],
    ['an endpoint that only looks like loopback', 'tokenEndpoint', credentials({ tokenEndpoint: 'http://127.0.0.1.evil.example/' })],
    ['an endpoint that begins like localhost', 'tokenEndpoint', credentials({ tokenEndpoint: 'http://localhost.evil.example/' })],
    ['an endpoint with localhost as user name', 'tokenEndpoint', credentials({ tokenEndpoint: 'http://localhost@evil.example/' })],
    ['an endpoint on every address', 'tokenEndpoint', credentials({ tokenEndpoint: 'http://0.0.0.0/' })],
    [
      'an endpoint with a password in it, which fetch would refuse and quote',
      'tokenEndpoint',
      credentials({ tokenEndpoint: 'https://me:s3cret@id.example.com/token' }),
    ],
    ['insecurity by a word', 'tokenEndpoint', credentials({ tokenEndpoint: 'http://id.example.com/', allowInsecureRequests: 'false' })],
    ['a refresh endpoint that is relative', 'refreshTokenEndpoint', credentials({ refreshTokenEndpoint: '/x' })],
    ['a refresh endpoint without TLS', 'refreshTokenEndpoint', credentials({ refreshTokenEndpoint: 'http://id.example.com/' })],
    ['an issuer that is no URL', 'issuer', credentials({ tokenEndpoint: undefined, issuer: 'id.example.com' })],
    ['an issuer without TLS', 'issuer', credentials({ tokenEndpoint: undefined, issuer: 'http://id.example.com' })],
    ['no client id', 'clientId', credentials({ clientId: undefined })],
    ['an empty client id', 'clientId', credentials({ clientId: '' })],
    ['a client id that is a number', 'clientId', credentials({ clientId: 5 })],
    ['an empty secret', 'clientSecret', credentials({ clientSecret: '' })],
    ['a secret that is a number', 'clientSecret', credentials({ clientSecret: 5 })],
    ['a secret that is null', 'clientSecret', credentials({ clientSecret: null })],
    ['client credentials without a secret, as from an environment that lacks it', 'clientSecret', credentials({ clientSecret: undefined })],
    ['client credentials of a public client', 'clientAuthentication', credentials({ clientAuthentication: 'none' })],
    ['a public client with a secret', 'clientSecret', user({ clientAuthentication: 'none', clientSecret: 'top-s3cret' })],
    ['a public client with an empty secret', 'clientSecret', user({ clientSecret: '' })],
    ['Basic without a secret', 'clientSecret', user({ clientAuthentication: 'client_secret_basic' })],
    ['an unknown way to authenticate', 'clientAuthentication', credentials({ clientAuthentication: 'private_key_jwt' })],
    ['an unknown encoding', 'basicEncoding', credentials({ basicEncoding: 'base64' })],
    ['no user name', 'username', user({ username: undefined })],
    ['an empty user name', 'username', user({ username: '' })],
    ['no password', 'password', user({ password: undefined })],
    ['a password that is a number', 'password', user({ password: 5 })],
    ['an empty refresh token', 'refreshToken', refresh({ refreshToken: '' })],
    ['a refresh token that is an object', 'refreshToken', refresh({ refreshToken: { value: 's3cret' } })],
    ['a refresh token that is null', 'refreshToken', refresh({ refreshToken: null })],
    ['a scope that is a list', 'scope', credentials({ scope: ['a', 'b'] })],
    ['a scope that is null', 'scope', credentials({ scope: null })],
    ['parameters that are a string', 'parameters', credentials({ parameters: 'a=s3cret' })],
    [
      'a parameter that is undefined, as from an environment that lacks it',
      'parameters',
      credentials({ parameters: { audience: undefined } }),
    ],
    ['a fetch that is none', 'fetch', credentials({ fetch: 'node-fetch' })],
  ])('%s', ([, option, create]) => {
    expect(create).toThrow(TypeError)
    expect(create).toThrow(new RegExp(`^${option}: ((?!s3cret).)*$`))
  })
})

describe('an unknown option is a TypeError that tells the near one and all that are allowed', () => {
  const shared =
    'tokenEndpoint, issuer, refreshTokenEndpoint, clientId, clientSecret, clientAuthentication, basicEncoding, scope, parameters, allowInsecureRequests, fetch, keyBinding'

  test.for<[message: string, create: () => unknown]>([
    [`Unknown option "clientID". Allowed: ${shared}.`, () => clientCredentials({ ...client, clientID: 'c' } as never)],
    [`Unknown option "scopes". Allowed: ${shared}.`, () => clientCredentials({ ...client, scopes: 'a' } as never)],
    [`Unknown option "audience". Allowed: ${shared}.`, () => clientCredentials({ ...client, audience: 'a' } as never)],
    [`Unknown option "username". Allowed: ${shared}.`, () => clientCredentials({ ...client, username: 'a' } as never)],
    [
      `Unknown option "userName". Allowed: ${shared}, revocationEndpoint, username, password.`,
      () => password({ ...client, userName: 'u', password: 'p' } as never),
    ],
    [
      `Unknown option "refresh_token". Allowed: ${shared}, revocationEndpoint, refreshToken.`,
      () => refreshToken({ ...client, refresh_token: 'top-s3cret' } as never),
    ],
    ['options: expected an object', () => clientCredentials(undefined as never)],
    ['options: expected an object', () => password(null as never)],
    ['options: expected an object', () => refreshToken('top-s3cret' as never)],
  ])('%s', ([message, create]) => {
    expect(create).toThrow(new TypeError(message))
  })
})

describe('plain http', () => {
  it.each([
    'http://localhost/t',
    'http://LOCALHOST:8080/t',
    'http://127.0.0.1/t',
    'http://127.9.9.9:1/t',
    'http://127.1/t',
    'http://[::1]:8080/t',
  ])('is allowed on this machine: %s', (url) => {
    expect(() => clientCredentials({ ...client, tokenEndpoint: url, refreshTokenEndpoint: new URL(url) })).not.toThrow()
  })

  it('is allowed anywhere for those who say so', () => {
    expect(() => clientCredentials({ ...client, tokenEndpoint: 'http://id.example.com', allowInsecureRequests: true })).not.toThrow()
    expect(() =>
      clientCredentials({ clientId: 'c', clientSecret: 's', issuer: 'http://id.example.com', allowInsecureRequests: true }),
    ).not.toThrow()
  })
})

describe('a source', () => {
  it('shows no secret when it is printed', () => {
    const sources = [
      clientCredentials(client),
      password({ tokenEndpoint, clientId: 'c', username: 'u', password: 'top-s3cret' }),
      refreshToken({ tokenEndpoint, clientId: 'c', refreshToken: 'top-s3cret' }),
    ]
    expect(JSON.stringify(sources) + inspect(sources, { depth: Infinity, showHidden: true, getters: true })).not.toContain('s3cret')
  })
})
