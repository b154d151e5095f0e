import { describe, expect, test } from 'vitest'
import type { ResponseFacts } from '../../src/policy/classify-response.ts'
import { demandKey, isMetByScope, type StepUpDemand, stepUpDemandOf } from '../../src/policy/step-up-demand.ts'

const url = 'https://api.example.com/pay'
const nothing = { scope: undefined, acrValues: undefined, maxAge: undefined }
const scopeDemand: StepUpDemand = { error: 'insufficient_scope', ...nothing }
const loginDemand: StepUpDemand = { error: 'insufficient_user_authentication', ...nothing }

describe('a response demands', () => {
  test.for<[challenge: string, demand: StepUpDemand]>([
    ['Bearer error="insufficient_user_authentication"', loginDemand],
    ['Bearer error="insufficient_user_authentication", acr_values="gold silver"', { ...loginDemand, acrValues: 'gold silver' }],
    ['Bearer error="insufficient_user_authentication", max_age="300"', { ...loginDemand, maxAge: 300 }],
    ['Bearer error="insufficient_user_authentication", max_age=0', { ...loginDemand, maxAge: 0 }],
    ['bearer ERROR=insufficient_scope, scope="read write"', { ...scopeDemand, scope: 'read write' }],
    ['Basic realm="x", Bearer error="insufficient_scope"', scopeDemand],
    ['Bearer realm="x", Bearer error="insufficient_scope"', scopeDemand],
    [
      'Bearer error="insufficient_user_authentication", acr_values="gold", max_age=5, scope="pay"',
      { error: 'insufficient_user_authentication', scope: 'pay', acrValues: 'gold', maxAge: 5 },
    ],
  ])('%s', ([challenge, demand]) => {
    expect(stepUpDemandOf({ status: 401, challenge }, url, 'bearer')).toEqual(demand)
    expect(stepUpDemandOf({ status: 403, challenge }, url, 'bearer')).toEqual(demand)
  })

  test.for(['-1', '1.5', '1e3', 'soon', '', '9'.repeat(30)])('no age of the login by max_age="%s"', (maxAge) => {
    const challenge = `Bearer error="insufficient_user_authentication", max_age="${maxAge}"`
    expect(stepUpDemandOf({ status: 401, challenge }, url, 'bearer')).toEqual(loginDemand)
  })

  test('the login for a token of the scheme that was sent', () => {
    const challenge = 'DPoP error="insufficient_user_authentication"'
    expect(stepUpDemandOf({ status: 401, challenge }, url, 'dpop')).toEqual(loginDemand)
    expect(stepUpDemandOf({ status: 401, challenge }, url, 'bearer')).toBeUndefined()
    expect(stepUpDemandOf({ status: 401, challenge: 'Bearer error="insufficient_scope"' }, url, '')).toEqual(scopeDemand)
  })
})

describe('a response demands nothing', () => {
  test.for<[why: string, response: ResponseFacts]>([
    ['without a challenge', { status: 401 }],
    ['with a hidden challenge', { status: 403, challenge: null }],
    ['with another error', { status: 401, challenge: 'Bearer error="invalid_token"' }],
    ['with an error of another scheme', { status: 403, challenge: 'Basic error="insufficient_scope"' }],
    ['with another status', { status: 400, challenge: 'Bearer error="insufficient_scope"' }],
    ['with a success', { status: 200, challenge: 'Bearer error="insufficient_scope"' }],
    ['from another origin', { status: 403, challenge: 'Bearer error="insufficient_scope"', url: 'https://evil.example.com/pay' }],
  ])('%s', ([, response]) => {
    expect(stepUpDemandOf(response, url, 'bearer')).toBeUndefined()
  })
})

describe('demands', () => {
  test('are the same if their scopes differ in order only', () => {
    expect(demandKey({ ...scopeDemand, scope: 'b  a' })).toBe(demandKey({ ...scopeDemand, scope: 'a b' }))
  })

  test('differ by error, scope, authentication context and age of the login', () => {
    const demands = [
      scopeDemand,
      loginDemand,
      { ...scopeDemand, scope: 'a' },
      { ...loginDemand, acrValues: 'a' },
      { ...loginDemand, maxAge: 1 },
    ]
    expect(new Set(demands.map(demandKey)).size).toBe(demands.length)
  })
})

describe('scopes', () => {
  test.for<[demand: Partial<StepUpDemand>, granted: string | undefined, isMet: boolean]>([
    [{ scope: 'a' }, 'b a', true],
    [{ scope: 'a b' }, 'a', false],
    [{ scope: 'a' }, 'ab', false],
    [{ scope: 'a' }, undefined, false],
    [{}, 'a', false],
    [{ scope: ' ' }, 'a', false],
    [{ scope: 'a', acrValues: 'gold' }, 'a', false],
    [{ scope: 'a', maxAge: 60 }, 'a', false],
    [{ scope: 'a', error: 'insufficient_user_authentication' }, 'a', false],
  ])('%j is met by %j: %j', ([demand, granted, isMet]) => {
    expect(isMetByScope({ ...scopeDemand, ...demand }, granted)).toBe(isMet)
  })
})
