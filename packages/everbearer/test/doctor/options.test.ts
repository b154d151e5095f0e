import { describe, expect, it } from 'vitest'
import { chooseOptions } from '../../src/doctor/options/choose-options.ts'
import { renderOptions } from '../../src/doctor/options/render-options.ts'
import type { Observations } from '../../src/doctor/observations.ts'
import { runOptions } from '../run-doctor.ts'
import { api, granted, observed, response, target, tokenRequest } from './observed.ts'

const env = {
  EVERBEARER_CLIENT_SECRET: 'planted-secret',
  EVERBEARER_PASSWORD: 'planted-password',
  EVERBEARER_REFRESH_TOKEN: 'planted-token',
}

const lines = (changed: Partial<Observations>): string => {
  const code = renderOptions(chooseOptions(observed(changed)))
  // Each module runs, whatever was seen.
  runOptions(code, env).dispose()
  return code
}

const odd = `a'b"c\\d \u2028 \${x} ü`

describe('the printed options', () => {
  it('fit into 80 columns, with all their comments', () => {
    const code = lines({
      target: { ...target, grant: 'refresh_token', allowInsecureRequests: true },
      tokenRequests: [
        { ...tokenRequest('obtain', response(200, granted)), authentication: { method: 'client_secret_basic', basicEncoding: 'raw' } },
        tokenRequest('reuse', response(200, granted)),
      ],
      api: { ...api, deadToken: { death: 'expired', reply: response(403) } },
    })
    expect(code.split('\n').filter((line) => line.length >= 80)).toEqual([])
  })

  it('hold any text as it is', () => {
    const code = lines({ target: { ...target, clientId: odd, scope: odd, parameters: { [odd]: odd } } })
    expect(code).toMatch(/^[\x20-\x7E\n]*$/)
    const [, literal = ''] = /clientId: (.*),$/m.exec(code) ?? []
    expect(JSON.parse(literal)).toBe(odd)
  })

  it('read the password and the refresh token from the environment', () => {
    expect(lines({ target: { ...target, grant: 'password', username: 'someone' } })).toContain(
      "password: process.env['EVERBEARER_PASSWORD'] ?? ''",
    )
    expect(lines({ target: { ...target, grant: 'refresh_token' } })).toContain(
      "refreshToken: process.env['EVERBEARER_REFRESH_TOKEN'] ?? ''",
    )
  })

  it('leave out the secret of a public client', () => {
    const tokenRequests = [{ ...tokenRequest('obtain', response(200, granted)), authentication: { method: 'none' as const } }]
    expect(lines({ target: { ...target, grant: 'password', username: 'someone' }, tokenRequests })).not.toContain('clientSecret')
  })

  it('put each option of a long call on a line of its own', () => {
    const authentication = {
      method: 'private_key_jwt',
      signer: {
        kind: 'key',
        keyFile: '/run/secrets/client-key.json',
        keyId: 'a, b: c',
        algorithm: 'ES256',
        audience: 'https://auth.example.com',
      },
    } as const
    const code = renderOptions(chooseOptions(observed({ target: { ...target, authentication }, isJwk: true, tokenRequests: [] })))
    expect(code.split('\n').slice(0, 14)).toEqual([
      "import { readFileSync } from 'node:fs'",
      "import { createCoordinator } from '@everbearer/core'",
      "import { clientCredentials, privateKeyJwt } from '@everbearer/oauth2'",
      '',
      'export const auth = createCoordinator({',
      '  source: clientCredentials({',
      "    issuer: 'https://auth.example.com',",
      "    clientId: 'shop',",
      '    clientAuthentication: privateKeyJwt({',
      "      key: JSON.parse(readFileSync('/run/secrets/client-key.json', 'utf8')),",
      "      kid: 'a, b: c',",
      "      alg: 'ES256',",
      "      audience: 'https://auth.example.com',",
      '    }),',
    ])
  })

  it('name the issuer as its metadata do', () => {
    const metadata = { attempts: [], fields: {}, confirmedIssuer: 'https://auth.example.com/' }
    expect(lines({ metadata })).toContain("    // The metadata name the issuer in this way.\n    issuer: 'https://auth.example.com/',")
  })

  it('name the endpoint if the metadata name an issuer that is not confirmed', () => {
    const metadata = { attempts: [], fields: {}, confirmedIssuer: undefined }
    expect(lines({ metadata })).toContain("tokenEndpoint: 'https://auth.example.com/token'")
  })

  it('send Basic credentials raw where the server does not decode them', () => {
    const authentication = { method: 'client_secret_basic', basicEncoding: 'raw' } as const
    const tokenRequests = [{ ...tokenRequest('obtain', response(200, granted)), authentication }]
    expect(lines({ tokenRequests })).toContain("    clientAuthentication: 'client_secret_basic',\n    // The server does not decode")
  })

  it('name a grace period if a replaced refresh token is accepted', () => {
    expect(lines({ tokenRequests: [tokenRequest('reuse', response(200, granted))] })).toContain('reuseGrace: 1_000')
  })

  it('refresh after a 403 for a dead token, and not after a 403 for a made-up token alone', () => {
    expect(lines({ api: { ...api, deadToken: { death: 'expired', reply: response(403) } } })).toContain('response.status === 403')
    expect(lines({ api: { ...api, wrongToken: response(403) } })).not.toContain('shouldRefresh')
  })
})
