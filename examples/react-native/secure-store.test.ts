import { createCoordinator, type StoredToken } from '@everbearer/core'
import { expect, it } from 'vitest'
import { type SecureStorage, secureStore } from './secure-store.ts'

/** The functions of expo-secure-store 15, in memory. Like a keychain, each call takes its time. */
function fakeStorage(): SecureStorage & { readonly items: Map<string, string>; readonly accessible: (number | undefined)[] } {
  const items = new Map<string, string>()
  const accessible: (number | undefined)[] = []
  const checkKey = (key: string): void => {
    if (!/^[\w.-]+$/.test(key)) throw new Error('Invalid key provided to SecureStore.')
  }
  return {
    AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: 1,
    items,
    accessible,
    async getItemAsync(key) {
      checkKey(key)
      await Promise.resolve()
      return items.get(key) ?? null
    },
    async setItemAsync(key, value, options) {
      checkKey(key)
      await Promise.resolve()
      accessible.push(options?.keychainAccessible)
      items.set(key, value)
    },
  }
}

let issued = 0
const source = {
  initialRefreshToken: () => 'refresh-0',
  refresh: async () => ({ access_token: `access-${++issued}`, refresh_token: `refresh-${issued}`, expires_in: 3600 }),
}
const origins = 'https://api.example.com'

it('an app that starts again goes on with the stored token', async () => {
  const storage = fakeStorage()
  await using first = createCoordinator({ source, origins, store: secureStore(storage, 'tokens.first') })
  const token = await first.getToken()
  first.dispose()
  await using second = createCoordinator({ source, origins, store: secureStore(storage, 'tokens.first') })
  expect((await second.getToken()).accessToken).toBe(token.accessToken)
  expect(new Set(storage.accessible)).toEqual(new Set([1]))
})

it('of two stores with one key, one refreshes', async () => {
  const storage = fakeStorage()
  const before = issued
  await using one = createCoordinator({ source, origins, store: secureStore(storage, 'tokens.both') })
  await using other = createCoordinator({ source, origins, store: secureStore(storage, 'tokens.both') })
  const [first, second] = await Promise.all([one.getToken(), other.getToken()])
  expect(second.accessToken).toBe(first.accessToken)
  expect(issued).toBe(before + 1)
})

it('a logout leaves no token in the storage', async () => {
  const storage = fakeStorage()
  await using auth = createCoordinator({ source, origins, store: secureStore(storage, 'tokens.logout') })
  await auth.getToken()
  await auth.clear()
  const left = JSON.parse(storage.items.get('tokens.logout') ?? '{}') as StoredToken
  expect([left.accessToken, left.refreshToken]).toEqual(['', undefined])
})
