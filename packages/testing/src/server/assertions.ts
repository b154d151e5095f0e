import { createHmac, timingSafeEqual } from 'node:crypto'
import { createRecentMap } from './recent-map.ts'

/** Object that checks assertions about users, RFC 7523 section 3. */
export interface Assertions {
  /** Returns the subject of an assertion; undefined: the assertion is not valid, or was used before. */
  readonly subjectOf: (assertion: string, secret: string, issuer: string) => string | undefined
}

const remembered = 10_000

/**
 * Makes an object that checks assertions. A valid assertion is signed by HS256 with the client's secret, is for this issuer, has not
 * expired, and has a new `jti`.
 */
export function createAssertions(): Assertions {
  const seen = createRecentMap<true>(remembered)
  return {
    subjectOf(assertion, secret, issuer) {
      const [header = '', payload = '', signature = ''] = assertion.split('.')
      const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest()
      const given = Buffer.from(signature, 'base64url')
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
      const { sub, aud, exp, jti } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
      const isGood = aud === issuer && typeof exp === 'number' && exp * 1000 > Date.now() && typeof sub === 'string'
      if (!isGood || typeof jti !== 'string' || seen.has(jti)) return undefined
      seen.set(jti, true)
      return sub
    },
  }
}

/**
 * Signs an assertion about a user by HS256, for the testbed's grant jwt-bearer (RFC 7523 section 2.1). The assertion is valid for 60 s.
 *
 * @param claims - `sub`: the user; `aud`: the issuer of the testbed; `jti`: a new id, as each assertion is accepted only once
 * @param secret - the secret of the client
 */
export function signAssertion(claims: { readonly sub: string; readonly aud: string; readonly jti: string }, secret: string): string {
  const exp = Math.floor(Date.now() / 1000) + 60
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, exp })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
