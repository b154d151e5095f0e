import { withBearer } from '@everbearer/fetch'
import type { Coordinator } from '@everbearer/core'
import type { AxiosInstance } from 'axios'
import { expect } from 'vitest'
import { send } from '../checks.ts'
import type { GuidePage } from '../guide-page.ts'

/** The keychain of a phone. */
function createKeychain() {
  const items = new Map<string, string>()
  return {
    AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: 1,
    getItemAsync: async (key: string) => items.get(key) ?? null,
    async setItemAsync(key: string, value: string) {
      items.set(key, value)
    },
    items,
  }
}

export const reactNative: GuidePage = {
  path: 'docs/guide/react-native.md',
  blocks: {
    async 'react-native'({ world, run }) {
      const { auth, api } = await run<{ auth: Coordinator; api: AxiosInstance }>()
      await auth.setTokens(await world.logIn('app'))
      expect((await api.get('/orders')).status).toBe(200)
    },
    async 'react-native 2'({ world, run }) {
      const { auth, api } = await run<{ auth: Coordinator; api: typeof fetch }>()
      await auth.setTokens(await world.logIn('app'))
      expect((await api('https://api.example.com/orders')).status).toBe(200)
    },
    async 'where-tokens-live'({ world, run }) {
      const SecureStore = createKeychain()
      const { auth } = await run<{ auth: Coordinator }>({ SecureStore })
      const tokens = await world.logIn('app')
      await auth.setTokens(tokens)
      await send(auth)
      expect(SecureStore.items.get('tokens')).toContain(tokens.refresh_token)
      auth.invalidate()
      await withBearer(fetch, auth)('https://api.example.com/orders')
      expect(SecureStore.items.get('tokens')).not.toContain(tokens.refresh_token)
    },
  },
}
