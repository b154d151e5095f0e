import type { Engine, Tab } from './engine.ts'

/** The methods of a tab that need a driver's own protocol. */
export type OwnMethods = Pick<Tab, 'freeze' | 'thaw' | 'crash'>

/** The methods of a driver without such a protocol. They reject with the reason. */
export function limitedMethods(limits: Engine['limits']): OwnMethods {
  const reject = (method: 'freeze' | 'crash') => (): Promise<never> => Promise.reject(new Error(limits[method]))
  return { freeze: reject('freeze'), thaw: reject('freeze'), crash: reject('crash') }
}
