import { describe, expect, it } from 'vitest'
import { asModule } from './import-block.ts'
import { topLevelNames } from './top-level-names.ts'

describe('what a block keeps to itself', () => {
  it('is each value that it declares and does not export', () => {
    const code = `
      import { a } from 'a'
      const b = 1, { c, d: e } = { c: 2, d: 3 }
      function f() { const inner = 4 }
      class G {}
      export const h = 5
      export function i() {}
      declare const j: number
      declare function k(): void
      interface L {}
      type M = string`
    expect(topLevelNames(code)).toEqual(['b', 'c', 'e', 'f', 'G'])
  })

  it('is exported by a line at its end', () => {
    expect(asModule('const a = 1')).toBe('const a = 1\n\nexport { a }\n')
  })
})
