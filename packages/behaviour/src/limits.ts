import { type Behaviour, needs } from './behaviour.ts'
import { behaviours } from './behaviours/index.ts'
import type { Subject } from './client.ts'

/** Why a subject is not asked for a behaviour, or is expected to fail it. */
export interface Limit {
  readonly reason: string
  /** `need`: it is left out. `name`: it is run, and fails, or the limit is stale. */
  readonly by: 'need' | 'name'
}

export function limitOf({ limits }: Subject, { name, needs: needed = [] }: Behaviour): Limit | undefined {
  const need = needed.find((candidate) => Object.hasOwn(limits, candidate))
  if (need !== undefined) return { reason: limits[need] ?? '', by: 'need' }
  return Object.hasOwn(limits, name) ? { reason: limits[name] ?? '', by: 'name' } : undefined
}

/** The limits that name neither a need nor a behaviour: they hide nothing, and nobody would notice. */
export function unknownLimits({ limits }: Subject): string[] {
  const known = new Set<string>([...Object.keys(needs), ...behaviours.map(({ name }) => name)])
  return Object.keys(limits).filter((limit) => !known.has(limit))
}
