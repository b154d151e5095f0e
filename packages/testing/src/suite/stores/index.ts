import { clocks } from './clocks.ts'
import { coordinators } from './coordinators.ts'
import { errors } from './errors.ts'
import { leases } from './leases.ts'
import { notices } from './notices.ts'
import { saves } from './saves.ts'
import type { StoreCheck } from './store-check.ts'
import { traitChecks } from './traits.ts'
import { values } from './values.ts'

/** The checks of stores, in the order in which they run. */
export const storeChecks: readonly StoreCheck[] = [
  ...traitChecks,
  ...saves,
  ...values,
  ...clocks,
  ...leases,
  ...notices,
  ...coordinators,
  ...errors,
]
