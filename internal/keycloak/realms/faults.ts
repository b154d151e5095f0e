import { machine, realm } from './realm-builders.ts'
import type { Realm } from './representation.ts'

/** For a server that is killed: tokens that live long enough for it to come back, and too short for that. */
const killed: Realm = realm('killed', [
  machine('lasting', { access: 180, refresh: 1800 }),
  machine('fleeting', { access: 4, refresh: 1800 }),
])

/** Realms that tests break as a whole, one each. */
const broken = ['sessions', 'not-before', 'keys'].map((name) => realm(name, [machine('client', { access: 300, refresh: 1800 })]))

export const faultRealms: readonly Realm[] = [killed, ...broken]
