import { describe, expect, it } from 'vitest'
import { endpointIn, tokenEndpointOf } from '../../src/doctor/endpoints.ts'
import type { Authentication } from '../../src/target/target.ts'
import { target } from './observed.ts'

const files = { certificateFile: 'client.crt', keyFile: 'client.key' }
const byCertificate: Authentication = { method: 'tls_client_auth', files }
const plain = 'https://auth.example.com/token'
const alias = 'https://mtls.example.com/token'

const metadata = (aliases: unknown, confirmedIssuer: string | undefined = target.issuer): Parameters<typeof tokenEndpointOf>[1] => ({
  attempts: [],
  fields: { token_endpoint: plain, revocation_endpoint: plain, mtls_endpoint_aliases: aliases },
  confirmedIssuer,
})

describe('the token endpoint', () => {
  it.each([
    ['a client with a certificate uses the alias for mutual TLS', byCertificate, metadata({ token_endpoint: alias }), alias],
    ['a client with a secret does not', { method: 'client_secret_post' as const }, metadata({ token_endpoint: alias }), plain],
    ['a client with a certificate uses the plain one without an alias', byCertificate, metadata({}), plain],
    ['an alias with plain http is no place for secrets', byCertificate, metadata({ token_endpoint: 'http://mtls.example.com' }), undefined],
    [
      'no alias of another issuer is trusted',
      byCertificate,
      { ...metadata({ token_endpoint: alias })!, confirmedIssuer: undefined },
      undefined,
    ],
  ])('%s', (_, authentication, reading, endpoint) => {
    expect(tokenEndpointOf({ ...target, authentication }, reading)).toBe(endpoint)
  })

  it('has no influence on another endpoint', () => {
    const reading = metadata({ token_endpoint: alias })
    expect(endpointIn(reading, 'revocation_endpoint', { ...target, authentication: byCertificate })).toBe(plain)
  })
})
