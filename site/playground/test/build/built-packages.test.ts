import { describe, expect, it } from 'vitest'
import { builtPackages } from '../../build/built-packages.ts'

const root = new URL('../../../..', import.meta.url).pathname.replace(/\/$/, '')

describe('what the playground runs', () => {
  it.each([
    ['@everbearer/core', 'packages/core/dist/index.js'],
    ['@everbearer/core/adapter', 'packages/core/dist/adapter/index.js'],
    ['@everbearer/axios', 'packages/axios/dist/index.js'],
    ['@everbearer/devtools/time-line', 'packages/devtools/dist/time-line/index.js'],
  ])('is the built package: %s', (id, file) => {
    expect(builtPackages(root).resolveId(id)).toBe(`${root}/${file}`)
  })

  it.each(['axios', './everbearer.ts', '@everbearer', 'my-@everbearer/core'])('leaves others alone: %s', (id) => {
    expect(builtPackages(root).resolveId(id)).toBeUndefined()
  })

  it('is no entry that the package does not publish', () => {
    expect(() => builtPackages(root).resolveId('@everbearer/core/session/state')).toThrow('@everbearer/core/session/state')
  })
})
