import { describe, expect, it } from 'vitest'
import { redisStore, type RedisStoreOptions } from '../src/index.ts'

const least = { send: async () => undefined, key: 'a' }

describe('redisStore', () => {
  it.each<[Partial<Record<keyof RedisStoreOptions, unknown>>, string]>([
    [{ send: undefined }, 'send: expected a function'],
    [{ subscribe: {} }, 'subscribe: expected a function'],
    [{ prefix: 'a{b}' }, 'prefix: expected a string without braces'],
    [{ prefix: '' }, 'prefix: expected a string without braces'],
    [{ expireAfter: 59_999 }, 'expireAfter: expected an integer from 60000'],
    [{ leaseTime: 99 }, 'leaseTime: expected an integer from 100 to 600000'],
    [{ leaseTime: Number.NaN }, 'leaseTime: expected an integer'],
    [{ wait: -1 }, 'wait: expected an integer from 0'],
    [{ wait: 1.5 }, 'wait: expected an integer'],
    [{ checkEviction: 'no' }, 'checkEviction: expected a boolean'],
    [{ lease: 5 } as object, 'Unknown option "lease"'],
  ])('refuses %j', (options, message) => {
    const create = (): unknown => redisStore({ ...least, ...options } as RedisStoreOptions)
    expect(create).toThrow(TypeError)
    expect(create).toThrow(message)
  })

  it('takes options that are undefined as left out', () => {
    const store = redisStore({ ...least, prefix: undefined, expireAfter: undefined, leaseTime: undefined, wait: undefined })
    expect(store.subscribe).toBeUndefined()
  })

  it('passes on how coordinators use the store', () => {
    const options = { timeout: 500, leaseWait: 100, whenStoreIsAway: 'go-on' } as const
    expect(redisStore({ ...least, ...options })).toMatchObject(options)
  })
})
