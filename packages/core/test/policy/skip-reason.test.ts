import { expect, test } from 'vitest'
import { describeOrigins } from '../../src/policy/allowed-origins.ts'
import { skipReason } from '../../src/policy/skip-reason.ts'

const url = 'https://elsewhere.example/orders'

test.for<[name: string, ...given: Parameters<typeof skipReason>, reason: string]>([
  ['another origin', url, undefined, false, 'origin'],
  ['`bearer: true`', url, true, false, 'origin'],
  ['a header of the caller’s own', url, undefined, true, 'own-authorization'],
  ['a user in the URL', 'https://me@api.example.com/', undefined, false, 'own-authorization'],
  ['a password in the URL', 'https://:secret@api.example.com/', undefined, false, 'own-authorization'],
  ['`bearer: false`', url, false, false, 'opted-out'],
  ['`bearer: false` beside a header of the caller’s own', url, false, true, 'opted-out'],
  ['a URL that can’t be read', 'http://', undefined, false, 'origin'],
])('a request gets no token because of %s', ([, given, bearer, ownCredentials, reason]) => {
  expect(skipReason(given, bearer, ownCredentials)).toBe(reason)
})

test('origins are described as they are compared', () => {
  expect(describeOrigins('HTTPS://API.example.com:443')).toEqual(['https://api.example.com'])
  expect(describeOrigins(['http://localhost:3000', 'https://api.example.com/'])).toEqual([
    'http://localhost:3000',
    'https://api.example.com',
  ])
  expect(describeOrigins('any')).toBe('any')
  expect(describeOrigins(() => true)).toBe('predicate')
})
