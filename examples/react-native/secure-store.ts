import { defineStore, type StoredToken, type TokenStore } from '@everbearer/core'

/** The functions of expo-secure-store that the store uses. */
export interface SecureStorage {
  readonly AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY: number
  getItemAsync(key: string, options?: { readonly keychainAccessible?: number }): Promise<string | null>
  setItemAsync(key: string, value: string, options?: { readonly keychainAccessible?: number }): Promise<void>
}

/** Ends the turn of the last write of each key. */
const turns = new Map<string, Promise<unknown>>()

/**
 * A store in the keychain of iOS or the keystore of Android. Secure storage has no compare-and-set: the writes of this process take
 * turns, and an app has one process.
 */
export function secureStore(storage: SecureStorage, key: string): TokenStore {
  // A refresh in the background must read the token while the phone is locked.
  const options = { keychainAccessible: storage.AFTER_FIRST_UNLOCK_THIS_DEVICE_ONLY }
  const load = async (): Promise<StoredToken | undefined> => {
    const text = await storage.getItemAsync(key, options)
    return text === null ? undefined : (JSON.parse(text) as StoredToken)
  }
  return defineStore({
    load,
    save(next, expected) {
      const write = async (): Promise<boolean> => {
        if (((await load())?.revision ?? 0) !== expected) return false
        await storage.setItemAsync(key, JSON.stringify(next), options)
        return true
      }
      const turn = (turns.get(key) ?? Promise.resolve()).then(write, write)
      turns.set(key, turn)
      return turn
    },
  })
}
