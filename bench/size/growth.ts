import type { ModuleSize } from './modules.ts'

/** Which modules add more than they did, and which are new, the most grown first: `session.ts 1,060 → 1,200`. */
export function growthOf(modules: readonly ModuleSize[], before: readonly ModuleSize[]): string[] {
  const known = new Map(before.map(({ name, size }) => [name, size]))
  return modules
    .map(({ name, size }) => ({ name, size, was: known.get(name) ?? 0 }))
    .filter(({ size, was }) => size > was)
    .toSorted((a, b) => b.size - b.was - (a.size - a.was))
    .map(({ name, size, was }) => `${name} ${was} → ${size}`)
}
