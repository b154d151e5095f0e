import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createProofChecker } from '../../src/server/dpop-proofs.ts'

const url = 'https://api.example.com/orders'
const accessToken = 'a token'
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const { kty, crv, x, y } = publicKey.export({ format: 'jwk' })
const jwk = { kty, crv, x, y }
const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

function proofWith(claims: object = {}, header: object = {}): string {
  const given = { iat: Date.now() / 1000, jti: randomUUID(), htm: 'GET', htu: url, ath: hash(accessToken), ...claims }
  const input = `${encode({ alg: 'ES256', typ: 'dpop+jwt', jwk, ...header })}.${encode(given)}`
  const signature = sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')
const request = (proof: string | undefined) => ({ proof, method: 'GET', url: `${url}?page=2`, accessToken })

describe('a proof', () => {
  it('is good once', () => {
    const { check } = createProofChecker('none')
    const proof = proofWith()
    expect(check(request(proof))).toEqual({ kind: 'good', thumbprint: hash(JSON.stringify({ crv, kty, x, y })) })
    expect(check(request(proof))).toMatchObject({ error: 'invalid_dpop_proof', reason: 'the proof was used before' })
  })

  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  it.each<[string, string | undefined]>([
    ['htm is not GET', proofWith({ htm: 'POST' })],
    [`htu is not ${url}`, proofWith({ htu: `${url}?page=2` })],
    [`htu is not ${url}`, proofWith({ htu: 'https://other.example.com/orders' })],
    ['ath is not that of the token', proofWith({ ath: hash('another token') })],
    ['ath is not that of the token', proofWith({ ath: undefined })],
    ['iat is not recent', proofWith({ iat: Date.now() / 1000 - 600 })],
    ['iat is not recent', proofWith({ iat: undefined })],
    ['jti is missing or short', proofWith({ jti: '1' })],
    ['typ is not dpop+jwt', proofWith({}, { typ: 'JWT' })],
    ['alg and jwk do not fit', proofWith({}, { alg: 'none' })],
    ['jwk is private', proofWith({}, { jwk: privateKey.export({ format: 'jwk' }) })],
    ['the signature is wrong', proofWith({}, { jwk: other.publicKey.export({ format: 'jwk' }) })],
    ['the proof can not be read', 'a.b.c'],
    ['the proof can not be read', undefined],
  ])('is refused: %s', (reason, proof) => {
    const { check } = createProofChecker('none')
    expect(check(request(proof))).toEqual({ kind: 'rejected', error: 'invalid_dpop_proof', reason })
  })
})

describe('a nonce', () => {
  it('that is required is given to a proof without it', () => {
    const { check, nextNonce } = createProofChecker('required')
    const first = check(request(proofWith()))
    expect(first).toMatchObject({ error: 'use_dpop_nonce' })
    const nonce = nextNonce(first)
    const second = check(request(proofWith({ nonce })))
    expect([second.kind, nextNonce(second)]).toEqual(['good', undefined])
  })

  it.each(['rotating', 'single-use'] as const)('is new in each response (%s)', (mode) => {
    const { check, nextNonce } = createProofChecker(mode)
    const nonces = Array.from({ length: 3 }, () => nextNonce(check(request(proofWith()))))
    expect(new Set(nonces).size).toBe(3)
    const results = [1, 2].map(() => check(request(proofWith({ nonce: nonces[0] }))).kind)
    expect(results).toEqual(mode === 'rotating' ? ['good', 'good'] : ['good', 'rejected'])
  })

  it('is never good enough where it is repeated', () => {
    const { check, nextNonce } = createProofChecker('repeated')
    const nonce = nextNonce(check(request(proofWith())))
    const second = check(request(proofWith({ nonce })))
    expect([second.kind, nextNonce(second)]).toEqual(['rejected', nonce])
  })
})
