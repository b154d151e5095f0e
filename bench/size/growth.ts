import type { ModuleSize } from './modules.ts'

/** Lists the modules that grew and those that are new, the largest growth first: `session.ts 1060 → 1200`. */
export function growthOf(modules: readonly ModuleSize[], before: readonly ModuleSize[]): string[] {
  const known = new Map(before.map(({ name, size }) => [name, size]))
  return modules
    .map(({ name, size }) => ({ name, size, was: known.get(name) ?? 0 }))
    .filter(({ size, was }) => size > was)
    .toSorted((a, b) => b.size - b.was - (a.size - a.was))
    .map(({ name, size, was }) => `${name} ${was} → ${size}`)
}
