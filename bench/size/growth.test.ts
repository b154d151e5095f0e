import { expect, it } from 'vitest'
import { growthOf } from './growth.ts'

it('tells the modules that grew and those that are new, the most grown first', () => {
  const before = [
    { name: 'a.ts', size: 100 },
    { name: 'b.ts', size: 100 },
    { name: 'c.ts', size: 100 },
  ]
  const now = [
    { name: 'a.ts', size: 110 },
    { name: 'b.ts', size: 90 },
    { name: 'c.ts', size: 150 },
    { name: 'd.ts', size: 30 },
  ]
  expect(growthOf(now, before)).toEqual(['c.ts 100 → 150', 'd.ts 0 → 30', 'a.ts 100 → 110'])
})
