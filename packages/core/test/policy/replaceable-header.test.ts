import { describe, expect, it, test } from 'vitest'
import { createReplacementGuard, type ReplaceIf } from '../../src/policy/replaceable-header.ts'

const api = 'https://api.example.com'
const isPlaceholder = (value: string): boolean => value === 'Bearer placeholder'

describe('an own header of a request', () => {
  test.for<[name: string, url: string, value: string, replaced: boolean]>([
    ['a placeholder', `${api}/orders`, 'Bearer placeholder', true],
    ['a placeholder, at the origin in other letters', 'HTTPS://API.example.com:443/orders', 'Bearer placeholder', true],
    ['a value that the function does not know', `${api}/orders`, 'Bearer mine', false],
    ['a placeholder, at another origin', 'https://other.example.com/orders', 'Bearer placeholder', false],
    ['a placeholder, at another port', `${api}:8443/orders`, 'Bearer placeholder', false],
    ['a placeholder, in a URL with credentials', 'https://me@api.example.com/', 'Bearer placeholder', false],
    ['a placeholder, in a URL that can’t be read', 'http://', 'Bearer placeholder', false],
  ])('may be replaced or not: %s', ([, url, value, replaced]) => {
    expect(createReplacementGuard({ [`${api}/`]: isPlaceholder }, 'any')?.(url, value)).toBe(replaced)
  })

  test.for<[name: string, answer: () => unknown]>([
    ['throws', () => JSON.parse('{')],
    ['gives a promise', async () => true],
    ['gives a promise that rejects', () => Promise.reject(new Error('late'))],
    ['gives another truth', () => 'yes'],
  ])('stays if the function %s', ([, answer]) => {
    expect(createReplacementGuard({ [api]: answer as () => boolean }, [api])?.(`${api}/`, 'Bearer placeholder')).toBe(false)
  })

  it('is not looked at without the option', () => {
    expect(createReplacementGuard(undefined, 'any')).toBeUndefined()
  })
})

describe('the option', () => {
  test.for<[name: string, given: unknown, message: string]>([
    ['a function', isPlaceholder, 'replaceIf: expected an object with a function for each origin'],
    ['null', null, 'replaceIf: expected an object with a function for each origin'],
    ['no function', { [api]: 'Bearer placeholder' }, 'replaceIf["https://api.example.com"]: expected a function'],
    [
      'a path',
      { [`${api}/v1`]: isPlaceholder },
      'replaceIf: "https://api.example.com/v1" is not an origin; expected one like "https://api.example.com"',
    ],
    [
      'an origin to which no token goes',
      { 'https://other.example.com': isPlaceholder },
      'replaceIf: expected origins that origins lists, got "https://other.example.com"',
    ],
  ])('is wrong: %s', ([, given, message]) => {
    expect(() => createReplacementGuard(given as ReplaceIf, [api])).toThrow(new TypeError(message))
  })

  it.each(['any', 'predicate'] as const)('may have any origin where tokens go by %s', (allowed) => {
    expect(createReplacementGuard({ [api]: isPlaceholder }, allowed)).toBeTypeOf('function')
  })
})
