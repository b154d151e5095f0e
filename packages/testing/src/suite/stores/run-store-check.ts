import { within } from '../within.ts'
import { storeChecks } from './index.ts'
import type { StoreCheck, StoreNeed } from './store-check.ts'
import { createStoreContext } from './store-context.ts'
import type { StorePlace, StoreTraits } from './store-place.ts'

/** Makes a fresh, empty place (such as a file or a key) for the stores of one check. */
export type CreateStorePlace = () => Promise<StorePlace> | StorePlace

/** The result of one check. */
export type StoreResult =
  | { readonly status: 'passed' }
  | { readonly status: 'failed'; readonly error: unknown }
  /** The place does not have a function that the check needs. */
  | { readonly status: 'skipped'; readonly lacks: StoreNeed }

/** Returns the checks that apply to a store with these traits (features such as leases or a clock). */
export function checksFor(traits: StoreTraits): readonly StoreCheck[] {
  return storeChecks.filter(({ needs = [] }) => needs.every((need) => isPlaceNeed(need) || traits[need] === true))
}

/**
 * Runs one check of a store on a fresh place. Never rejects: an error is in the result.
 *
 * @param patience - time limit for a check, ms
 */
export async function runStoreCheck(
  check: StoreCheck,
  createPlace: CreateStorePlace,
  traits: StoreTraits,
  patience: number,
): Promise<StoreResult> {
  try {
    const place = await createPlace()
    const context = createStoreContext(place, traits)
    try {
      const lacks = check.needs?.find((need) => isPlaceNeed(need) && place[need] === undefined)
      if (lacks !== undefined) return { status: 'skipped', lacks }
      await within(patience, check.run(context))
    } finally {
      await context.close()
    }
    return { status: 'passed' }
  } catch (error) {
    return { status: 'failed', error }
  }
}

function isPlaceNeed(need: StoreNeed): need is 'breakLease' | 'breakStore' {
  return need === 'breakLease' || need === 'breakStore'
}
