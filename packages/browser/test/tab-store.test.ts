import { createCoordinator } from '@everbearer/core'
import { describe, expect, test } from 'vitest'
import { tabStore } from '../src/index.ts'
import { recordOf } from './records.ts'

describe('the options', () => {
  test.each([
    [{}, 'name: expected a string of 1 to 100 characters'],
    [{ name: '' }, 'name: expected a string of 1 to 100 characters'],
    [{ name: 'a'.repeat(101) }, 'name: expected a string of 1 to 100 characters'],
    [{ name: 'app', tokens: 'localStorage' }, "tokens: expected 'memory', or `sealed` of this package"],
    [{ name: 'app', tokens: 'sealed' }, "tokens: expected 'memory', or `sealed` of this package"],
    [{ name: 'app', tokens: null }, "tokens: expected 'memory', or `sealed` of this package"],
    [{ name: 'app', refreshTimeout: 999 }, 'refreshTimeout: expected a number from 1000 to 600000'],
    [{ name: 'app', timeout: 0 }, 'timeout: expected a number from 1 to 2147483647'],
    [
      { name: 'app', token: 'sealed' },
      'Unknown option "token". Allowed: name, tokens, refreshTimeout, timeout, leaseWait, whenStoreIsAway.',
    ],
  ])('%o: %s', (options, message) => {
    expect(() => tabStore(options as never)).toThrow(new TypeError(message))
  })
})

describe('where pages can not share', () => {
  test('the page has a token of its own, and the coordinator says so once', async () => {
    const limits: string[] = []
    await using auth = createCoordinator({
      source: async () => ({ access_token: 'alone', expires_in: 60 }),
      origins: 'any',
      store: tabStore({ name: 'app' }),
    })
    auth.on('store-limited', ({ limit }) => limits.push(limit))
    auth.on('store-failed', () => limits.push('failed'))
    expect((await auth.getToken()).accessToken).toBe('alone')
    expect(limits).toEqual([expect.stringMatching(/^This page has a token of its own, as pages can't share here \(.+\)\.$/)])
  })

  test('a record is replaced by compare-and-set', async () => {
    const store = tabStore({ name: 'app' })
    expect(await store.load()).toBeUndefined()
    expect(await store.save(recordOf(1), 0)).toBe(true)
    expect(await store.save(recordOf(2), 0)).toBe(false)
    expect(await store.load()).toEqual(recordOf(1))
    expect(await store.lease(new AbortController().signal)).toBeUndefined()
  })
})
