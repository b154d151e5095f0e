import { describe, expect, it } from 'vitest'
import { checks } from '../../src/doctor/checks/index.ts'
import type { Observations } from '../../src/doctor/observations.ts'
import { reportOn } from '../../src/doctor/report/report.ts'
import { api, findingsOf, granted, observed, response, sentAt, target, tokenRequest } from './observed.ts'

const metadata = (issuer: string, confirmedIssuer?: string): Observations['metadata'] => ({
  attempts: [],
  fields: { issuer, token_endpoint: 'https://auth.example.com/token' },
  confirmedIssuer,
})
const jwt = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.e30`
const obtain = (body: object, headers: Record<string, string> = {}): Partial<Observations> => ({
  tokenRequests: [tokenRequest('obtain', response(200, body, { headers }))],
})
const rotated = [
  tokenRequest('obtain', response(200, { ...granted, refresh_token: 'planted-one' })),
  tokenRequest('refresh', response(200, { ...granted, refresh_token: 'planted-two' })),
]
const rejected = tokenRequest('obtain', response(401, { error: 'invalid_client' }))
const page = 'https://app.example.com'
const allowed = { 'access-control-allow-origin': page, 'access-control-allow-headers': 'authorization' }

const rows: readonly (readonly [about: string, check: string, changed: Partial<Observations>, findings: readonly string[]])[] = [
  [
    'names both issuers',
    'issuer',
    { metadata: metadata('https://auth.example.com/') },
    ['wrong: You named the issuer https://auth.example.com. Its metadata name https://auth.example.com/.'],
  ],
  [
    'finds a missing TLS',
    'tls',
    { target: { ...target, api: 'http://api.example.com' } },
    ['wrong: http://api.example.com has no TLS, so no secret was sent there.'],
  ],
  [
    'finds a bad certificate',
    'tls',
    { tls: [{ origin: 'https://auth.example.com', protocol: 'TLSv1.3', trouble: 'CERT_HAS_EXPIRED', validTo: 1 }] },
    ['wrong: The TLS handshake with https://auth.example.com failed: CERT_HAS_EXPIRED.'],
  ],
  [
    'accepts a good certificate',
    'tls',
    { tls: [{ origin: 'https://auth.example.com', protocol: 'TLSv1.3', trouble: undefined, validTo: undefined }] },
    ['ok: https://auth.example.com has TLSv1.3, and its certificate is valid.'],
  ],
  [
    'names the target of a redirect, without its query',
    'redirects',
    {
      tokenRequests: [tokenRequest('obtain', response(308, '', { headers: { location: '/v2/token?key=planted' } }))],
    },
    ['wrong: The token endpoint redirects to https://auth.example.com/v2/token (status 308). Credentials do not follow redirects.'],
  ],
  [
    'finds a server that never responds',
    'token-endpoint',
    {
      tokenRequests: [tokenRequest('obtain', { kind: 'no-response', code: 'timeout', duration: 10_000 })],
    },
    ['wrong: 1 of 1 token requests failed: no response in time.', 'warning: A token request took 10.0 s.'],
  ],
  [
    'names what was not tried',
    'authentication',
    { tokenRequests: [rejected, rejected], untried: [{ method: 'client_secret_basic', basicEncoding: 'raw' }] },
    ['wrong: The server rejects the client, with client_secret_post and client_secret_post.'],
  ],
  [
    'calls a server that knows none of our methods wrong',
    'authentication',
    {
      metadata: { attempts: [], fields: { token_endpoint_auth_methods_supported: ['private_key_jwt'] }, confirmedIssuer: undefined },
    },
    ['wrong: The server takes none of client_secret_post, client_secret_basic and none, but private_key_jwt.'],
  ],
  [
    'accepts a public client where the metadata do not list none',
    'authentication',
    {
      metadata: { attempts: [], fields: { token_endpoint_auth_methods_supported: ['client_secret_post'] }, confirmedIssuer: undefined },
      tokenRequests: [{ ...tokenRequest('obtain', response(200, granted)), authentication: { method: 'none' } }],
    },
    ['ok: The server takes the client without a secret.'],
  ],
  [
    'finds a method that the metadata do not list',
    'authentication',
    {
      metadata: { attempts: [], fields: { token_endpoint_auth_methods_supported: ['client_secret_basic'] }, confirmedIssuer: undefined },
    },
    ['warning: The server takes client_secret_post, which its metadata do not list.'],
  ],
  [
    'finds a JWT that ends too early',
    'lifetime',
    obtain({ ...granted, access_token: jwt({ exp: sentAt / 1000 + 60 }) }),
    ['warning: The JWT ends after 60 s, and expires_in says 300 s.'],
  ],
  [
    'reads the JWT by the clock of the server',
    'lifetime',
    obtain({ ...granted, access_token: jwt({ exp: sentAt / 1000 - 3_300 }) }, { date: new Date(sentAt - 3_600_000).toUTCString() }),
    ['ok: Tokens live for 300 s. The server counts whole seconds: a token may end one second earlier. Everbearer leaves that margin.'],
  ],
  [
    'finds a clock ahead',
    'clock',
    obtain(granted, { date: new Date(sentAt + 60_000).toUTCString() }),
    ["warning: The server's clock is 60 s ahead of this machine's."],
  ],
  [
    'finds a clock behind',
    'clock',
    obtain(granted, { date: new Date(sentAt - 60_000).toUTCString() }),
    ["warning: The server's clock is 60 s behind this machine's."],
  ],
  [
    'leaves the second that a date is cut to',
    'clock',
    obtain(granted, { date: new Date(sentAt - 1000).toUTCString() }),
    ["ok: The server's clock agrees with this machine's."],
  ],
  [
    'does not use the refresh token of a user unasked',
    'refresh',
    {
      tokenRequests: [],
      session: { refreshTokenSpared: true, revocation: 'none', deadTokenWasReal: false },
    },
    ['skipped: Your refresh token was not used.'],
  ],
  [
    'finds that a replaced refresh token is accepted',
    'rotation',
    {
      tokenRequests: [...rotated, tokenRequest('reuse', response(200, granted))],
    },
    [
      'ok: Each refresh replaces the refresh token. Processes that share the session need a shared store.',
      'warning: The server accepts a refresh token that it has replaced.',
    ],
  ],
  [
    'finds that a dead refresh token is accepted',
    'dead-refresh-token',
    { tokenRequests: [tokenRequest('dead', response(200, granted))] },
    ['wrong: The server accepts a made-up refresh token.'],
  ],
  [
    'reads the RateLimit of the draft',
    'rate-limit',
    obtain(granted, { ratelimit: '"default";r=3;t=30' }),
    ['warning: The token endpoint announces a limit: only 3 requests are left.'],
  ],
  [
    'reads X-RateLimit-Remaining',
    'rate-limit',
    obtain(granted, { 'x-ratelimit-remaining': '300' }),
    ['ok: The token endpoint announces a limit: 300 requests are left.'],
  ],
  [
    'finds an API that accepts any token',
    'challenge-wrong-token',
    { api: { ...api, wrongToken: response(200) } },
    ['wrong: The API accepts a made-up token.'],
  ],
  [
    'accepts that an API which checks signatures does not see a revocation',
    'challenge-dead-token',
    {
      api: { ...api, deadToken: { death: 'revoked', reply: response(200) } },
    },
    ['ok: The API accepts a revoked token until it expires, as APIs do that check signatures.'],
  ],
  [
    'finds that an expired token is accepted',
    'challenge-dead-token',
    { api: { ...api, deadToken: { death: 'expired', reply: response(200) } } },
    ['warning: To an expired token, the API responds with status 200.'],
  ],
  [
    'finds a preflight whose wildcard does not cover Authorization',
    'cors',
    {
      api: {
        ...api,
        pageOrigin: page,
        preflight: response(204, '', { headers: { ...allowed, 'access-control-allow-headers': '*' } }),
        wrongToken: response(401, {}, { headers: allowed }),
      },
    },
    ['wrong: The preflight does not allow the header Authorization.'],
  ],
  [
    'finds a preflight for another page',
    'cors',
    {
      api: {
        ...api,
        pageOrigin: page,
        preflight: response(204, '', { headers: { ...allowed, 'access-control-allow-origin': 'https://other.example.com' } }),
        wrongToken: response(401, {}, { headers: allowed }),
      },
    },
    ['wrong: The preflight does not allow https://app.example.com.'],
  ],
]

describe('the checks', () => {
  it.each(rows)('%s', (_, check, changed, findings) => {
    expect(findingsOf(check, observed(changed)).map(({ level, sentence }) => `${level}: ${sentence}`)).toEqual(findings)
  })

  it('find nothing wrong with a healthy server', () => {
    const { healthy, findings } = reportOn(observed())
    expect(findings.filter(({ level }) => level !== 'ok')).toEqual([])
    expect(healthy).toBe(true)
  })

  it('give each finding that is not ok a remedy and a source, and name each check once', () => {
    const findings = rows.flatMap(([, , changed]) => reportOn(observed(changed)).findings)
    expect(findings.filter(({ level, remedy, source }) => (level !== 'ok' && !remedy) || source === '')).toEqual([])
    expect(new Set(checks.map(({ id }) => id)).size).toBe(checks.length)
  })

  it.each([200, 201, 204, 301, 400, 401, 403, 404, 405, 408, 418, 429, 500, 503])(
    'find something wrong with a status of %s that brings no token',
    (status) => {
      for (const body of [
        {},
        { error: 'invalid_request' },
        { error: 'invalid_scope' },
        { error: 1 },
        { error: 'an odd one' },
        'a page',
        '',
      ]) {
        const tokenRequests = [tokenRequest('obtain', response(status, body))]
        expect(reportOn(observed({ tokenRequests })).healthy, JSON.stringify(body)).toBe(false)
      }
    },
  )

  it('print no token', () => {
    const texts = rows.map(([, , changed]) => JSON.stringify(reportOn(observed(changed))))
    expect(texts.filter((text) => text.includes('planted'))).toEqual([])
  })
})
