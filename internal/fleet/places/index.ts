import { filePlace } from './file.ts'
import { keyValuePlace } from './key-value.ts'
import { redisPlace } from './redis.ts'
import type { StorePlace } from './store-place.ts'

export const storeNames = ['key-value', 'redis', 'valkey', 'file'] as const
export type StoreName = (typeof storeNames)[number]

/**
 * Opens a place for the sessions of a fleet.
 *
 * @param places - how many processes run at the same time
 * @param isForgetful - can the store lose writes?
 */
export function openPlace(name: StoreName, places: number, isForgetful: boolean): Promise<StorePlace> {
  if (name === 'key-value') return keyValuePlace(places)
  if (name === 'file') return filePlace()
  return redisPlace(places, { kind: name, isForgetful, say: (line) => console.error(line) })
}
