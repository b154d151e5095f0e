import { describe, expect, it, test } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { memoryStore } from '../../src/session/define-store.ts'
import type { CoordinatorOptions } from '../../src/session/coordinator-options.ts'
import { resolveOptions } from '../../src/session/options.ts'
import { refreshTimer } from '../../src/session/refresh-timer.ts'
import type { SessionStore } from '../../src/session/session-store.ts'
import { stored } from '../stored.ts'

const source = (): Promise<never> => Promise.reject(new Error('not called'))
const minimal: CoordinatorOptions = { source, origins: 'any' }

/** `undefined` for each option that has a default. */
const withoutValues: Required<{ [Name in Exclude<keyof CoordinatorOptions, 'source' | 'origins'>]: undefined }> = {
  map: undefined,
  replaceIf: undefined,
  beforeSignIn: undefined,
  store: undefined,
  refreshAt: undefined,
  expiryMargin: undefined,
  proactive: undefined,
  refreshTimeout: undefined,
  retries: undefined,
  maxRetryTime: undefined,
  cooldown: undefined,
  bareChallenge: undefined,
  shouldRefresh: undefined,
  stepUp: undefined,
  subject: undefined,
  reuseGrace: undefined,
  header: undefined,
  scheme: undefined,
  clock: undefined,
  random: undefined,
}

describe('defaults', () => {
  it('are the documented ones', () => {
    expect(resolveOptions(minimal)).toMatchObject({
      source: { obtain: source },
      expiryMargin: 10_000,
      refreshTimeout: 10_000,
      retries: 4,
      maxRetryTime: 30_000,
      cooldown: { min: 1000, max: 300_000 },
      responsePolicy: { scheme: 'bearer', bareChallenge: 'refresh' },
      beforeSignIn: 'fail',
      header: 'Authorization',
      scheme: 'Bearer',
      clock: systemClock,
      random: Math.random,
    })
  })

  it.each([withoutValues, { cooldown: { min: undefined, max: undefined } }])('stand where an option is undefined: %j', (options) => {
    const functions = {
      openStore: expect.any(Function),
      refreshAt: expect.any(Number),
      shouldRefresh: expect.any(Function),
      subject: expect.any(Function),
      allows: expect.any(Function),
    }
    expect(resolveOptions({ ...minimal, ...options })).toEqual({ ...resolveOptions(minimal), ...functions })
  })

  test.for<[random: number, refreshAt: number]>([
    [0, 0.8],
    [0.5, 0.85],
    [1, 0.9],
  ])('draw refreshAt from 0.80 to 0.90: %s', ([random, refreshAt]) => {
    expect(resolveOptions({ ...minimal, random: () => random }).refreshAt).toBeCloseTo(refreshAt)
  })

  it('draw it once', () => {
    let draws = 0
    resolveOptions({ ...minimal, random: () => ++draws / 10 })
    expect(draws).toBe(1)
  })

  it('let core’s decision stand', () => {
    const { shouldRefresh } = resolveOptions(minimal)
    expect([shouldRefresh({ status: 401 }, 'refresh'), shouldRefresh({ status: 401 }, 'ignore')]).toEqual([true, false])
  })

  it('give each coordinator a memory of its own', async () => {
    const open = (): SessionStore => resolveOptions(minimal).openStore({ emit() {}, clock: systemClock })
    const [one, other] = [open(), open()]
    await one.save(stored(1), 0, () => true)
    expect([await one.tryLoad(), await other.tryLoad()]).toEqual([{ fromStore: stored(1) }, { fromStore: undefined }])
  })

  it('raise the longest cool-down to a long shortest one', () => {
    expect(resolveOptions({ ...minimal, cooldown: { min: 400_000 } }).cooldown).toEqual({ min: 400_000, max: 400_000 })
  })
})

describe('taken as given', () => {
  test.for<[name: string, options: Partial<CoordinatorOptions>]>([
    ['a source with refresh() only', { source: { refresh: source } }],
    ['a margin of none', { expiryMargin: 0 }],
    ['an infinite margin', { expiryMargin: Infinity }],
    ['no retries', { retries: 0 }],
    ['1 ms', { refreshTimeout: 1, maxRetryTime: 1 }],
    ['the longest timer', { refreshTimeout: 2 ** 31 - 1, maxRetryTime: 2 ** 31 - 1, cooldown: { max: 2 ** 31 - 1 } }],
    ['equal bounds', { cooldown: { min: 5, max: 5 } }],
    ['no scheme', { scheme: '' }],
    ['a header of one’s own', { header: 'X-Api-Key', scheme: 'Token' }],
    ['names of fields', { map: { access_token: 'accessToken', expires_at: 'expiresAt' } }],
    ['a function in the place of names', { map: () => ({}) }],
    ['undefined for each', withoutValues],
  ])('%s', ([, options]) => {
    expect(() => resolveOptions({ ...minimal, ...options })).not.toThrow()
  })
})

describe('a wrong option is a TypeError that names it', () => {
  test.for<[name: string, value: unknown, option?: string]>([
    ['source', undefined],
    ['source', null],
    ['source', {}],
    ['source', 'https://id.example.com/token'],
    ['source', { obtain: 'x' }],
    ['origins', undefined],
    ['origins', []],
    ['origins', ['nonsense']],
    ['beforeSignIn', 'send'],
    ['beforeSignIn', null],
    ['store', {}],
    ['store', null],
    ['store', { load: source, save: source }],
    ['store', { ...memoryStore() }],
    ['proactive', true],
    ['proactive', refreshTimer],
    ['proactive', null],
    ['stepUp', () => undefined],
    ['stepUp', null],
    ['stepUp', {}],
    ['refreshAt', 0],
    ['refreshAt', 1],
    ['refreshAt', -0.5],
    ['refreshAt', 60],
    ['refreshAt', NaN],
    ['refreshAt', null],
    ['refreshAt', '0.5'],
    ['refreshAt', [0.5]],
    ['expiryMargin', -1],
    ['expiryMargin', NaN],
    ['expiryMargin', '10'],
    ['refreshTimeout', 0],
    ['refreshTimeout', Infinity],
    ['refreshTimeout', 2 ** 31],
    ['refreshTimeout', '10'],
    ['retries', -1],
    ['retries', 101],
    ['retries', NaN],
    ['retries', Infinity],
    ['retries', 2.5],
    ['retries', '3'],
    ['maxRetryTime', 0],
    ['maxRetryTime', Infinity],
    ['maxRetryTime', 2 ** 31],
    ['cooldown', 5_000],
    ['cooldown', { min: 0 }, 'cooldown.min'],
    ['cooldown', { min: NaN }, 'cooldown.min'],
    ['cooldown', { max: 0 }, 'cooldown.max'],
    ['cooldown', { min: 10, max: 9 }, 'cooldown.max'],
    ['cooldown', { max: Infinity }, 'cooldown.max'],
    ['bareChallenge', 'sometimes'],
    ['bareChallenge', true],
    ['shouldRefresh', true],
    ['shouldRefresh', null],
    ['header', ''],
    ['header', 'X Y'],
    ['header', 'X:'],
    ['header', 'X\r\nEvil'],
    ['header', 'Authorization\n'],
    ['header', 5],
    ['scheme', 'Bearer '],
    ['scheme', 'a b'],
    ['scheme', 'Bearer\r\nX-Evil:'],
    ['scheme', null],
    ['map', null],
    ['map', 'camelCase'],
    ['map', ['access_token']],
    ['map', { accessToken: 'access_token' }, 'map.accessToken'],
    ['map', { access_token: 5 }, 'map.access_token'],
    ['map', { access_token: '' }, 'map.access_token'],
    ['clock', {}],
    ['clock', { wall: source }],
    ['clock', null],
    ['random', 0.5],
  ])('%s: %j', ([name, value, option = name]) => {
    const resolve = (): unknown => resolveOptions({ ...minimal, [name]: value } as CoordinatorOptions)
    expect(resolve).toThrow(TypeError)
    expect(resolve).toThrow(new RegExp(`^${option}: `))
  })

  test.for<[name: string, value: unknown, allowed: string]>([
    ['source', {}, 'a function, or an object with obtain() or refresh()'],
    ['store', { load: () => null, save: () => true }, 'a store; defineStore({ load, save }) makes one'],
    ['refreshAt', 60, 'a fraction between 0 and 1, or a function'],
    ['proactive', true, 'refreshTimer()'],
    ['header', 'X Y', 'a header name'],
    ['scheme', 'a b', 'an authentication scheme, or an empty string'],
    ['cooldown', 5_000, 'an object with min and max, ms'],
    ['bareChallenge', true, "'refresh' or 'ignore'"],
    ['shouldRefresh', true, 'a function'],
    ['clock', {}, 'an object with wall(), monotonic(), setTimeout() and clearTimeout()'],
    ['random', 0.5, 'a function'],
    ['map', 5, 'names of fields, or a function'],
    ['retries', 101, 'a number from 0 to 100'],
  ])('and says what is allowed for %s', ([name, value, allowed]) => {
    expect(() => resolveOptions({ ...minimal, [name]: value } as CoordinatorOptions)).toThrow(`${name}: expected ${allowed}`)
  })
})

test('names of fields the wrong way around are a mistake that the error explains', () => {
  expect(() => resolveOptions({ ...minimal, map: { accessToken: 'access_token' } as CoordinatorOptions['map'] & object })).toThrow(
    'map.accessToken: expected in front one of access_token, token_type, expires_in, expires_at, refresh_token, refresh_expires_in, refresh_in, scope, id_token, error, and behind what the server calls it',
  )
})

describe('an unknown option is a TypeError that tells the near one and all that are allowed', () => {
  const allowed =
    'source, map, origins, replaceIf, beforeSignIn, store, refreshAt, expiryMargin, proactive, refreshTimeout, retries, maxRetryTime, cooldown, bareChallenge, shouldRefresh, stepUp, subject, reuseGrace, header, scheme, clock, random'

  test.for<[options: object, message: string]>([
    [{ retires: 3 }, `Unknown option "retires". Allowed: ${allowed}.`],
    [{ Origins: 'any' }, `Unknown option "Origins". Allowed: ${allowed}.`],
    [{ tokenEndpoint: 'https://id.example.com' }, `Unknown option "tokenEndpoint". Allowed: ${allowed}.`],
    [{ undefinedToo: undefined }, `Unknown option "undefinedToo". Allowed: ${allowed}.`],
    [{ cooldown: { minimum: 5 } }, 'Unknown option "cooldown.minimum". Allowed: cooldown.min, cooldown.max.'],
  ])('%j', ([options, message]) => {
    expect(() => resolveOptions({ ...minimal, ...options })).toThrow(new TypeError(message))
  })

  test.for([undefined, null, 'https://api.example.com', 5, source])('options that are no object: %s', (options) => {
    expect(() => resolveOptions(options as never)).toThrow(new TypeError('options: expected an object'))
  })

  it('lets options come from a prototype and have symbols', () => {
    expect(() => resolveOptions(Object.create(minimal) as CoordinatorOptions)).not.toThrow()
    expect(() => resolveOptions({ ...minimal, [Symbol('mine')]: 1 })).not.toThrow()
  })
})

test.for(['obtain', 'refresh'])('a source that has %s() alone is taken as it is', (method) => {
  const own = { [method]: source } as CoordinatorOptions['source']
  expect(resolveOptions({ ...minimal, source: own }).source).toBe(own)
})
