import { describe, expect, test } from 'vitest'
import { parseChallenges } from '../../src/http/www-authenticate.ts'
import { TokenRequestError, TokenResponseError } from '../../src/lib/errors.ts'
import { longestLifetime } from '../../src/token/jwt-expiry.ts'
import { nextStoredToken } from '../../src/token/stored-token.ts'
import { TokenRecord } from '../../src/token/token-record.ts'
import { readTokenResponse, type TokenGrant, type UnusableTokenResponse } from '../../src/token/token-response.ts'
import { classifyResponse } from '../../src/policy/classify-response.ts'
import { refreshWindow } from '../../src/token/token-lifetime.ts'
import { createDice } from './dice.ts'
import { anyHeader, hostileHeader, type WrittenHeader } from './headers.ts'
import { anyResponse, hostileResponse, secret } from './token-responses.ts'

/**
 * `EVERBEARER_FUZZ=1000000 EVERBEARER_SEED=42 pnpm vitest run --project core fuzz` reads a million headers and a million
 * token responses, and the same again with the same seed.
 */
const inputs = Number(process.env['EVERBEARER_FUZZ'] ?? 20_000)
const seed = Number(process.env['EVERBEARER_SEED'] ?? 1)
const timeout = 3_600_000

/** So long that a reader whose time grows with the square of it takes minutes for one, and ours a tenth of a second. */
const hostileLength = 1_000_000
const hostileInputs = Math.ceil(20 + inputs / 10_000)
const hostileTimeout = hostileInputs * 3000

/** Each input has a seed of its own, so that the one that fails can be had again alone: `EVERBEARER_FUZZ=1 EVERBEARER_SEED=…`. */
function forEachSeed(times: number, check: (own: number) => void): void {
  for (let own = seed; own < seed + times; own++) {
    try {
      check(own)
    } catch (error) {
      throw new Error(`input of seed ${own}: ${(error as Error).message}`, { cause: error })
    }
  }
}

function demand(condition: boolean, what: string): void {
  if (!condition) throw new Error(what)
}

describe('fuzzing', () => {
  test('any header is read into well-formed challenges', { timeout }, () => {
    let known = 0
    forEachSeed(inputs, (own) => {
      const header = anyHeader(createDice(own))
      checkHeader(header)
      if (header.read !== undefined) known++
    })
    expect(known).toBeGreaterThanOrEqual(inputs > 100 ? inputs / 4 : 0)
  })

  test('headers of a megabyte are read in linear time', { timeout: hostileTimeout }, () => {
    forEachSeed(hostileInputs, (own) => checkHeader({ text: hostileHeader(createDice(own), hostileLength) }))
    expect.assertions(0)
  })

  test('anything that a source gives is read into a token or a typed error', { timeout }, () => {
    let tokens = 0
    let errors = 0
    forEachSeed(inputs, (own) => {
      const dice = createDice(own)
      if (checkAnswer(anyResponse(dice), dice.pick(['Bearer', 'bearer', 'DPoP', '']))) tokens++
      else errors++
    })
    expect(Math.min(tokens, errors)).toBeGreaterThanOrEqual(inputs > 100 ? inputs / 10 : 0)
  })

  test('token responses with a megabyte in a field are read in linear time', { timeout: hostileTimeout }, () => {
    forEachSeed(hostileInputs, (own) => checkAnswer(hostileResponse(createDice(own), hostileLength), 'Bearer'))
    expect.assertions(0)
  })
})

const lowerCaseToken = /^[a-z0-9!#$%&'*+\-.^_`|~]+$/

function checkHeader({ text, read }: WrittenHeader): void {
  const challenges = parseChallenges(text)
  let length = 0
  for (const { scheme, parameters } of challenges) {
    demand(lowerCaseToken.test(scheme), 'a scheme is no token in lower case')
    length += scheme.length
    for (const [name, value] of parameters) {
      demand(lowerCaseToken.test(name), 'a name is no token in lower case')
      demand(typeof value === 'string', 'a value is no string')
      length += name.length + value.length
    }
  }
  demand(length <= text.length, 'more was read than was written')
  if (read !== undefined) {
    const found = challenges.map(({ scheme, parameters }) => [scheme, [...parameters]])
    demand(JSON.stringify(found) === JSON.stringify(read), `${JSON.stringify(text)} was misread`)
  }
  const { kind } = classifyResponse({ status: 401, challenge: text }, 'https://a.example/', { scheme: 'bearer', bareChallenge: 'refresh' })
  demand(kind === 'refresh' || kind === 'ignore', 'no decision')
}

const wall = 1_800_000_000_000

/** @returns was it a token? */
function checkAnswer(answer: unknown, scheme: string): boolean {
  const read = readTokenResponse(answer, scheme, wall)
  demand(isTextOrNothing(read.refreshToken) && read.refreshToken !== '', 'a refresh token is no text')
  if ('error' in read) checkError(read)
  else checkGrant(read)
  return !('error' in read)
}

function checkError({ error }: UnusableTokenResponse): void {
  demand(error instanceof TokenResponseError || error instanceof TokenRequestError, 'the error is of no type of ours')
  demand(!`${error.message} ${JSON.stringify(error)} ${error.stack}`.includes(secret), 'the error tells a secret')
}

function checkGrant(grant: TokenGrant): void {
  const { accessToken, lifetime, refreshIn, refreshLifetime, scope, fields } = grant
  demand(/^[\x21-\x7e]+$/.test(accessToken), 'a header can’t carry the access token')
  for (const ms of [lifetime, refreshIn, refreshLifetime])
    demand(ms === undefined || (ms > 0 && ms <= longestLifetime), `a time of ${ms} ms`)
  demand(isTextOrNothing(scope), 'the scope is no text')
  demand(Object.getPrototypeOf(fields) === Object.prototype, 'the fields have a prototype of their own')
  for (const name of ['access_token', 'refresh_token', 'token_type', 'scope'])
    demand(!Object.hasOwn(fields, name), `${name} is among the other fields`)

  const { soft, hard } = refreshWindow(lifetime, refreshIn, { refreshAt: 0.8, expiryMargin: 10_000 })
  demand(soft > 0 && soft <= hard, `windows of ${soft} and ${hard} ms`)
  const record = new TokenRecord(
    nextStoredToken(grant, undefined, { session: 'own-0', sessionStart: wall, generation: 1, issuedAt: wall, subject: undefined }),
  )
  demand(!`${record} ${JSON.stringify(record)}`.includes(secret), 'the record tells a secret')
}

function isTextOrNothing(value: unknown): boolean {
  return value === undefined || typeof value === 'string'
}
