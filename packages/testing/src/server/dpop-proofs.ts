import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import type { JsonWebKey, KeyObject } from 'node:crypto'
import { createRecentMap } from './recent-map.ts'

/**
 * A server's use of the nonces of RFC 9449 section 8. `none`: no nonces. `required`: a proof needs the server's nonce. `rotating`: each
 * response has a new nonce, and the last 200 nonces are valid. `single-use`: like `rotating`, but each nonce is valid for only one proof.
 * `repeated`: no nonce is ever accepted, and the server asks again each time.
 */
export type NonceMode = 'none' | 'required' | 'rotating' | 'single-use' | 'repeated'

/** A DPoP proof, and the data of its request that the check of the proof needs. */
export interface ProofRequest {
  /** The DPoP header; undefined: the request has no such header. */
  readonly proof: string | undefined
  readonly method: string
  /** The URL of the request on the server, with or without query. */
  readonly url: string
  /** The access token in the same request as the proof; undefined: the request goes to the token endpoint. */
  readonly accessToken?: string | undefined
}

/** The result of the check of a DPoP proof. `thumbprint`: the thumbprint of the proof's key, RFC 7638. */
export type CheckedProof =
  | { readonly kind: 'good'; readonly thumbprint: string }
  | { readonly kind: 'rejected'; readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce'; readonly reason: string }

/** Object that checks the proofs of one server by RFC 9449 section 4.3. */
export interface ProofChecker {
  readonly check: (request: ProofRequest) => CheckedProof
  /** Returns the DPoP-Nonce header of the next response; undefined: no such header. */
  readonly nextNonce: (checked: CheckedProof) => string | undefined
}

/** Maximum difference between the time of a proof and the server's time, s. */
const window = 60
const proofsRemembered = 100_000
const noncesRemembered = 200

const algorithms: Readonly<Record<string, { readonly kty: string; readonly hash: string | null; readonly padding?: number }>> = {
  ES256: { kty: 'EC', hash: 'sha256' },
  Ed25519: { kty: 'OKP', hash: null },
  RS256: { kty: 'RSA', hash: 'sha256' },
  PS256: { kty: 'RSA', hash: 'sha256', padding: 6 },
}

class ProofProblem extends Error {
  override readonly name = 'ProofProblem'
}

export function createProofChecker(mode: NonceMode): ProofChecker {
  const seen = createRecentMap<true>(proofsRemembered)
  /** Nonces of responses. The value is true while the nonce is valid. */
  const given = createRecentMap<boolean>(noncesRemembered)
  const nonce = newNonce()

  function check({ proof, method, url, accessToken }: ProofRequest): CheckedProof {
    try {
      const { jwk, claims } = verified(proof)
      expectProof(claims['htm'] === method, `htm is not ${method}`)
      expectProof(claims['htu'] === withoutQuery(url), `htu is not ${withoutQuery(url)}`)
      const { iat, jti } = claims
      expectProof(typeof iat === 'number' && Math.abs(Date.now() / 1000 - iat) <= window, 'iat is not recent')
      expectProof(typeof jti === 'string' && jti.length >= 16, 'jti is missing or short')
      expectProof(claims['ath'] === (accessToken && sha256(accessToken)), 'ath is not that of the token')
      if (!isNonceGood(claims['nonce'])) return { kind: 'rejected', error: 'use_dpop_nonce', reason: 'the nonce is missing or old' }
      expectProof(seen.get(jti) === undefined, 'the proof was used before')
      seen.set(jti, true)
      return { kind: 'good', thumbprint: thumbprintOf(jwk) }
    } catch (error) {
      const reason = error instanceof ProofProblem ? error.message : 'the proof can not be read'
      return { kind: 'rejected', error: 'invalid_dpop_proof', reason }
    }
  }

  function isNonceGood(received: unknown): boolean {
    if (mode === 'none') return true
    if (mode === 'repeated' || typeof received !== 'string') return false
    if (mode === 'required') return received === nonce
    const isGood = given.get(received) === true
    if (isGood && mode === 'single-use') given.set(received, false)
    return isGood
  }

  return {
    check,
    nextNonce(checked) {
      if (mode === 'none') return undefined
      if (mode === 'single-use' || mode === 'rotating') {
        const next = newNonce()
        given.set(next, true)
        return next
      }
      return checked.kind === 'rejected' && checked.error === 'use_dpop_nonce' ? nonce : undefined
    },
  }
}

function verified(proof: string | undefined): { readonly jwk: JsonWebKey; readonly claims: Record<string, unknown> } {
  const [header = '', payload = '', signature = '', ...more] = (proof ?? '').split('.')
  const { typ, alg, jwk } = decode(header) as { typ?: unknown; alg?: unknown; jwk?: JsonWebKey }
  const algorithm = algorithms[String(alg)]
  expectProof(more.length === 0 && typ === 'dpop+jwt', 'typ is not dpop+jwt')
  expectProof(algorithm !== undefined && jwk?.kty === algorithm.kty, 'alg and jwk do not fit')
  expectProof(jwk.d === undefined, 'jwk is private')
  const { hash, padding } = algorithm
  const key: KeyObject = createPublicKey({ key: jwk, format: 'jwk' })
  const options = { key, dsaEncoding: 'ieee-p1363' as const, ...(padding !== undefined && { padding, saltLength: 32 }) }
  const isSigned = verify(hash, Buffer.from(`${header}.${payload}`), options, Buffer.from(signature, 'base64url'))
  expectProof(isSigned, 'the signature is wrong')
  return { jwk, claims: decode(payload) }
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
}

/** Returns the thumbprint of a key. It is made from the required members, in the order of their names: RFC 7638 section 3.2. */
function thumbprintOf({ kty, crv, x, y, n, e }: JsonWebKey): string {
  const members = { e, kty, n }
  const required = kty === 'RSA' ? members : kty === 'EC' ? { crv, kty, x, y } : { crv, kty, x }
  return sha256(JSON.stringify(required))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}

function withoutQuery(url: string): string {
  const { origin, pathname } = new URL(url)
  return origin + pathname
}

function newNonce(): string {
  return randomBytes(18).toString('base64url')
}

function expectProof(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new ProofProblem(reason)
}
