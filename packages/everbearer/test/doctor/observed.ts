import type { Finding } from '../../src/doctor/finding.ts'
import { checks } from '../../src/doctor/checks/index.ts'
import type { ApiReading, Observations, TokenRequestReading } from '../../src/doctor/observations.ts'
import { defaultLimits, jsonOf, type ResponseReply } from '../../src/http/reply.ts'
import type { Target } from '../../src/target/target.ts'

/** When all requests were sent, ms since 1970. */
export const sentAt: number = Date.parse('2026-11-28T08:00:00Z')

export const target: Target = {
  issuer: 'https://auth.example.com',
  clientId: 'shop',
  grant: 'client_credentials',
  parameters: {},
  allowInsecureRequests: false,
  api: 'https://api.example.com/orders',
}

export function response(status: number, body: object | string = {}, more: Partial<ResponseReply> = {}): ResponseReply {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { kind: 'response', status, headers: {}, text, bytes: text.length, ended: true, reused: true, sentAt, duration: 10, ...more }
}

export function tokenRequest(purpose: TokenRequestReading['purpose'], reply: TokenRequestReading['reply']): TokenRequestReading {
  const fields = jsonOf(reply)
  const error = fields?.['error']
  return { purpose, authentication: { method: 'client_secret_post' }, reply, fields, error: typeof error === 'string' ? error : undefined }
}

export const granted = { access_token: 'planted-token', token_type: 'Bearer', expires_in: 300 }

const challenge = { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }

export const api: ApiReading = {
  url: 'https://api.example.com/orders',
  pageOrigin: undefined,
  noToken: response(401, {}, { headers: { 'www-authenticate': 'Bearer' } }),
  wrongToken: response(401, {}, challenge),
  freshToken: response(200),
  deadToken: { death: 'expired', reply: response(401, {}, challenge) },
  preflight: undefined,
}

/** A healthy server, but for what is changed. */
export function observed(changed: Partial<Observations> = {}): Observations {
  return {
    target,
    isJwk: false,
    limits: defaultLimits,
    metadata: {
      attempts: [],
      fields: { issuer: target.issuer, token_endpoint: 'https://auth.example.com/token' },
      confirmedIssuer: target.issuer,
    },
    tokenEndpoint: 'https://auth.example.com/token',
    tls: [],
    tokenRequests: [tokenRequest('obtain', response(200, granted))],
    untried: [],
    session: { refreshTokenSpared: false, revocation: 'none', deadTokenWasReal: false },
    api,
    ...changed,
  }
}

/** The findings of one check. */
export function findingsOf(id: string, observations: Observations): readonly Finding[] {
  return checks.find((check) => check.id === id)?.findings(observations) ?? []
}
