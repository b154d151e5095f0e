import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { leaksOf } from '../src/suite/leaks.ts'

const plants: [where: string, plant: (secret: string) => unknown][] = [
  ['a string', (secret) => `Bearer ${secret}`],
  ['a message', (secret) => new Error(`no ${secret}`)],
  ['the cause of a cause', (secret) => new Error('a', { cause: new Error('b', { cause: new Error(secret) }) })],
  ['the errors of an AggregateError', (secret) => new AggregateError([new Error(secret)])],
  ['a field, deep down', (secret) => Object.assign(new Error('x'), { config: { a: { b: [{ c: { secret } }] } } })],
  ['a field of a function', (secret) => ({ adapter: Object.assign(() => {}, { secret }) })],
  ['a field by symbol', (secret) => ({ [Symbol('hidden')]: secret })],
  ['Headers', (secret) => ({ headers: new Headers({ authorization: secret }) })],
  [
    'a Request',
    (secret) => Object.assign(new Error('x'), { request: new Request('http://localhost', { headers: { authorization: secret } }) }),
  ],
  ['a Map', (secret) => new Map([['token', secret]])],
  ['what toString gives', (secret) => ({ toString: () => secret })],
  ['what toJSON gives', (secret) => ({ deep: { toJSON: () => secret } })],
  [
    'a circle',
    (secret) => {
      const circle: Record<string, unknown> = { secret }
      return Object.assign(circle, { circle })
    },
  ],
]

it.each(plants)('a secret in %s is seen', (_where, plant) => {
  expect(leaksOf(plant('s3cret'), ['other', 's3cret'])).not.toEqual([])
  expect(leaksOf(plant('harmless'), ['other', 's3cret'])).toEqual([])
})

it('what only a log shows is seen, where the platform can tell', () => {
  const logged = { [inspect.custom]: () => 's3cret' }
  expect(leaksOf(logged, ['s3cret'])).toEqual([])
  expect(leaksOf(logged, ['s3cret'], (value) => inspect(value))).toEqual(['in the log'])
})

it('what is out of sight is no leak', () => {
  const hidden = Object.defineProperty({}, 'token', { value: 's3cret' })
  expect(leaksOf(hidden, ['s3cret'], (value) => inspect(value, { depth: Infinity }))).toEqual([])
})
