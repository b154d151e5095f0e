import { describe, expect, it, test } from 'vitest'
import { clientCredentials, clientSecretJwt } from '../../src/index.ts'
import { context } from '../support/recording-server.ts'
import { shown } from '../support/shown.ts'
import { startStrictServer } from '../support/strict-server.ts'

const clientSecret = 's3cret+/%&=:-of-at-least-thirty-two-bytes'
const clients = [{ client_id: 'c', client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_jwt' as const }]

describe('a strict server', () => {
  it('accepts assertions that the secret signs, for the issuer alone, each with a jti of its own', async () => {
    await using server = await startStrictServer({ clients })
    const source = clientCredentials({ issuer: server.issuer, clientId: 'c', clientAuthentication: clientSecretJwt({ clientSecret }) })
    await source.obtain?.(context())
    await source.obtain?.(context())
    const [first, second] = server.assertions
    expect(first?.header).toEqual({ alg: 'HS256' })
    expect(first?.claims).toMatchObject({ iss: 'c', sub: 'c', aud: server.issuer })
    expect(second?.claims['jti']).not.toBe(first?.claims['jti'])
  })

  it('takes the audience of the option, if no issuer is known', async () => {
    await using server = await startStrictServer({ clients })
    const obtain = (audience: string | undefined) =>
      clientCredentials({
        tokenEndpoint: server.tokenEndpoint,
        clientId: 'c',
        clientAuthentication: clientSecretJwt({ clientSecret, audience }),
      }).obtain?.(context())
    await expect(obtain(undefined)).rejects.toMatchObject({ status: 401 })
    expect(await obtain(server.issuer)).toMatchObject({ access_token: expect.any(String) })
  })

  it('rejects those of another secret, and the error shows no secret', async () => {
    await using server = await startStrictServer({ clients })
    const clientAuthentication = clientSecretJwt({ clientSecret: `another-${clientSecret}` })
    const source = clientCredentials({ issuer: server.issuer, clientId: 'c', clientAuthentication })
    const error: unknown = await source.obtain?.(context()).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'ERR_TOKEN_REQUEST', status: 401, error: 'invalid_client' })
    expect(shown(error) + shown(source) + shown(clientAuthentication)).not.toContain('s3cret')
  })
})

describe('a wrong option is a TypeError that shows no value', () => {
  test.for<[name: string, options: object | undefined, message: string]>([
    ['no options', undefined, 'options: expected an object'],
    ['no secret', {}, 'clientSecret: expected a string that is not empty'],
    ['a secret that is bytes', { clientSecret: [115] }, 'clientSecret: expected a string that is not empty'],
    ['an empty audience', { clientSecret: 's3cret', audience: '' }, 'audience: expected a string that is not empty, or none'],
    ['an algorithm', { clientSecret: 's3cret', alg: 'HS512' }, 'Unknown option "alg". Allowed: clientSecret, audience.'],
  ])('%s', ([, options, message]) => {
    expect(() => clientSecretJwt(options as never)).toThrow(new TypeError(message))
  })
})
