import { describe, expect, it, onTestFinished, test } from 'vitest'
import { type ResponseFacts, type IgnoreRule, classifyResponse, type ResponsePolicy } from '../../src/policy/classify-response.ts'

const requestUrl = 'https://api.example.com/catalogs'
const bearer: ResponsePolicy = { scheme: 'bearer', bareChallenge: 'refresh' }
const strict: ResponsePolicy = { scheme: 'bearer', bareChallenge: 'ignore' }

interface Row extends Partial<ResponseFacts> {
  readonly name: string
  readonly from?: string
  readonly policy?: ResponsePolicy
}

const refreshes: Row[] = [
  { name: 'error="invalid_token"', challenge: 'Bearer error="invalid_token"' },
  { name: 'Keycloak userinfo', challenge: 'Bearer realm="prod", error="invalid_token", error_description="Token verification failed"' },
  { name: 'invalid_token unquoted', challenge: 'bearer error=invalid_token' },
  { name: 'a bare Bearer (Quarkus)', challenge: 'Bearer' },
  { name: 'a Bearer with nothing but a realm', challenge: 'Bearer realm="example"' },
  { name: 'no header', challenge: null },
  { name: 'an empty header', challenge: '' },
  { name: 'an unreadable header', challenge: '"?="' },
  { name: 'a bare Bearer beside other schemes', challenge: 'Basic realm="a", Negotiate, Bearer' },
  { name: 'invalid_token behind another scheme', challenge: 'Basic realm="a", Bearer error="invalid_token"' },
  {
    name: 'two Bearer challenges of which one says invalid_token',
    challenge: 'Bearer error="insufficient_scope", Bearer error="invalid_token"',
  },
  { name: 'two Bearer challenges, the first with invalid_token', challenge: 'Bearer error="invalid_token", Bearer realm="a"' },
  { name: 'two bare Bearer challenges', challenge: 'Bearer realm="a", Bearer realm="b"' },
  { name: 'Bearer and DPoP, both bare', challenge: 'Bearer, DPoP algs="ES256"' },
  { name: 'an error of DPoP beside a Bearer with invalid_token', challenge: 'DPoP error="use_dpop_nonce", Bearer error="invalid_token"' },
  { name: 'an error of DPoP beside a bare Bearer', challenge: 'Bearer, DPoP error="use_dpop_nonce"' },
  { name: 'a final URL on the same origin', challenge: 'Bearer', url: 'https://api.example.com/other?x=1' },
  { name: 'a final URL with the default port written out', challenge: 'Bearer', url: 'https://API.example.com:443/catalogs' },
  { name: 'an empty final URL', challenge: 'Bearer', url: '' },
  { name: 'an unreadable final URL', challenge: 'Bearer', url: 'http://' },
  {
    name: 'a relative request URL where nothing can resolve it',
    challenge: 'Bearer',
    from: '/catalogs',
    url: 'https://api.example.com/catalogs',
  },
  { name: 'a relative final URL', challenge: 'Bearer', url: '/catalogs' },
  { name: 'a custom scheme, bare', challenge: 'Token', policy: { scheme: 'token', bareChallenge: 'refresh' } },
  {
    name: 'a custom scheme with invalid_token',
    challenge: 'Token error="invalid_token"',
    policy: { scheme: 'token', bareChallenge: 'ignore' },
  },
  {
    name: 'invalid_token for DPoP where tokens go out as DPoP',
    challenge: 'DPoP error="invalid_token"',
    policy: { scheme: 'dpop', bareChallenge: 'refresh' },
  },
  { name: 'no header, and tokens that go out without a scheme', challenge: undefined, policy: { scheme: '', bareChallenge: 'refresh' } },
  {
    name: 'a Bearer challenge where tokens go out without a scheme',
    challenge: 'Bearer error="invalid_token"',
    policy: { scheme: '', bareChallenge: 'ignore' },
  },
  { name: 'invalid_token whatever the policy on bare challenges', challenge: 'Bearer error="invalid_token"', policy: strict },
]

const refusals: (Row & { readonly rule: IgnoreRule })[] = [
  { rule: 'other-error', name: 'insufficient_scope', challenge: 'Bearer error="insufficient_scope", scope="write"' },
  { rule: 'other-error', name: 'invalid_request', challenge: 'Bearer error="invalid_request"' },
  { rule: 'other-error', name: 'step-up, RFC 9470', challenge: 'Bearer error="insufficient_user_authentication", acr_values="high"' },
  { rule: 'other-error', name: 'a claims challenge', challenge: 'Bearer error="insufficient_claims", claims="eyJhIjoxfQ=="' },
  { rule: 'other-scheme', name: 'invalid_token for DPoP alone', challenge: 'DPoP error="invalid_token", algs="ES256"' },
  {
    rule: 'other-error',
    name: 'invalid_token for DPoP beside a Bearer with another error',
    challenge: 'DPoP error="invalid_token", Bearer error="insufficient_scope"',
  },
  { rule: 'other-scheme', name: 'a bare DPoP', challenge: 'DPoP algs="ES256"' },
  {
    rule: 'other-scheme',
    name: 'a Bearer challenge where tokens go out under a custom scheme',
    challenge: 'Bearer error="invalid_token"',
    policy: { scheme: 'token', bareChallenge: 'refresh' },
  },
  {
    rule: 'other-scheme',
    name: 'a Bearer challenge where tokens go out as DPoP',
    challenge: 'Bearer error="invalid_token"',
    policy: { scheme: 'dpop', bareChallenge: 'refresh' },
  },
  {
    rule: 'other-scheme',
    name: 'another scheme than Bearer where tokens go out without a scheme',
    challenge: 'Token error="invalid_token"',
    policy: { scheme: '', bareChallenge: 'refresh' },
  },
  { rule: 'other-scheme', name: 'a DPoP nonce', challenge: 'DPoP error="use_dpop_nonce"' },
  { rule: 'other-error', name: 'an error nobody knows', challenge: 'Bearer error="on_holiday"' },
  { rule: 'other-error', name: 'an error beside a bare Bearer', challenge: 'Bearer realm="a", Bearer error="insufficient_scope"' },
  { rule: 'other-error', name: 'an error that contains invalid_token', challenge: 'Bearer error="not_invalid_token"' },
  {
    rule: 'other-error',
    name: 'invalid_token in the description only',
    challenge: 'Bearer error="invalid_request", error_description="error=\\"invalid_token\\""',
  },
  { rule: 'other-scheme', name: 'invalid_token of another scheme', challenge: 'Basic error="invalid_token"' },
  { rule: 'other-scheme', name: 'another scheme only', challenge: 'Basic realm="a"' },
  { rule: 'other-scheme', name: 'several other schemes', challenge: 'Negotiate, NTLM, Digest realm="Bearer"' },
  { rule: 'other-scheme', name: 'a challenge for a custom scheme that is not ours', challenge: 'Token', policy: bearer },
  { rule: 'status', name: 'a 403', status: 403, challenge: 'Bearer error="invalid_token"' },
  { rule: 'status', name: 'a 400', status: 400, challenge: 'Bearer error="invalid_token"' },
  { rule: 'status', name: 'a 407', status: 407, challenge: 'Bearer error="invalid_token"' },
  { rule: 'status', name: 'a 500', status: 500, challenge: 'Bearer error="invalid_token"' },
  { rule: 'status', name: 'a 200', status: 200, challenge: 'Bearer error="invalid_token"' },
  {
    rule: 'other-origin',
    name: 'a final URL on another host',
    challenge: 'Bearer error="invalid_token"',
    url: 'https://evil.example/catalogs',
  },
  {
    rule: 'other-origin',
    name: 'a final URL on another port',
    challenge: 'Bearer error="invalid_token"',
    url: 'https://api.example.com:8443/catalogs',
  },
  {
    rule: 'other-origin',
    name: 'a final URL with another protocol',
    challenge: 'Bearer error="invalid_token"',
    url: 'http://api.example.com/catalogs',
  },
  { rule: 'other-origin', name: 'a final URL that begins alike', challenge: 'Bearer', url: 'https://api.example.com.evil.example/' },
  { rule: 'bare-challenge', name: 'a bare Bearer, by policy', challenge: 'Bearer', policy: strict },
  { rule: 'bare-challenge', name: 'no header, by policy', policy: strict },
]

describe('a 401 calls for a refresh on', () => {
  test.for(refreshes)('$name', ({ status = 401, challenge, url, from = requestUrl, policy = bearer }) => {
    expect(classifyResponse({ status, challenge, url }, from, policy).kind).toBe('refresh')
  })
})

describe('the answer is the caller’s own on', () => {
  test.for(refusals)('$name', ({ status = 401, challenge, url, from = requestUrl, policy = bearer, rule }) => {
    expect(classifyResponse({ status, challenge, url }, from, policy)).toEqual({ kind: 'ignore', rule })
  })
})

describe('relative URLs in a page', () => {
  const atPage = (href: string): void => {
    Object.defineProperty(globalThis, 'location', { value: { href }, configurable: true })
    onTestFinished(() => void Reflect.deleteProperty(globalThis, 'location'))
  }

  it('resolve against the page, so that a redirect away is noticed', () => {
    atPage('https://app.example.com/start')
    expect(classifyResponse({ status: 401, url: 'https://evil.example/' }, '/catalogs', bearer).kind).toBe('ignore')
    expect(classifyResponse({ status: 401, url: 'https://app.example.com/x' }, 'catalogs', bearer).kind).toBe('refresh')
    expect(classifyResponse({ status: 401, url: '//app.example.com/x' }, '/catalogs', bearer).kind).toBe('refresh')
  })

  it('resolve against the base of the page, where that is another', () => {
    atPage('https://app.example.com/start')
    Object.defineProperty(globalThis, 'document', { value: { baseURI: 'https://api.example.com/' }, configurable: true })
    onTestFinished(() => void Reflect.deleteProperty(globalThis, 'document'))
    expect(classifyResponse({ status: 401, url: 'https://api.example.com/catalogs' }, 'catalogs', bearer).kind).toBe('refresh')
    expect(classifyResponse({ status: 401, url: 'https://app.example.com/catalogs' }, 'catalogs', bearer).kind).toBe('ignore')
  })

  it('a final URL that a browser hides is not taken for the page’s', () => {
    atPage('https://app.example.com/start')
    expect(classifyResponse({ status: 401, url: '' }, 'https://api.example.com/catalogs', bearer).kind).toBe('refresh')
  })
})
