import { bound } from './bound.ts'
import { conundra } from './conundra.ts'
import { grantsRealm } from './grants.ts'
import { korusticket } from './korusticket.ts'
import { oli, oliGuarded } from './oli.ts'
import type { Realm } from './representation.ts'
import { truphone, truphoneRotating } from './truphone.ts'

/** The server without a path. Truphone's realm is there once more, as another of its environments. */
export const plainRealms: readonly Realm[] = [korusticket, truphone, grantsRealm, bound]
/** The server under `/auth`. */
export const authRealms: readonly Realm[] = [truphone, truphoneRotating, conundra, oli, oliGuarded]
