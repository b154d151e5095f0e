import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyCheckout } from './checkout.ts'
import type { ListedMutant } from './mutant.ts'
import { mutants } from './rules/index.ts'
import { type Result, runMutants } from './run-mutants.ts'

const root = join(import.meta.dirname, '..', '..')

/** Five rules that lose a token or a user most if they break; all of them are run by `npm run mutants`. */
const five = [
  'origin-without-closing-slash',
  'truthy-predicate',
  'challenge-of-any-scheme',
  'unusable-is-passing',
  'wall-clock-ignored-at-expiry',
]

const origins = mutants.find(({ name }) => name === 'truthy-predicate')!

describe('a run', () => {
  it('kills five mutants, and tells what survives, no longer applies or breaks the tests', { timeout: 240_000 }, async () => {
    const harmless: ListedMutant = {
      ...origins,
      name: 'harmless',
      find: 'parsed !== null && isTrue(origins(parsed))',
      replace: 'null !== parsed && isTrue(origins(parsed))',
    }
    const others: ListedMutant[] = [
      harmless,
      { ...harmless, name: 'harmless, and known to be', equivalent: 'the operands changed places' },
      { ...harmless, name: 'lost', find: 'no such text' },
      { ...harmless, name: 'of no sense', replace: 'return (' },
      { ...harmless, name: 'without tests', tests: ['--project', 'core', 'no-such-test'] },
      { ...origins, name: 'killed in spite of its reason', equivalent: 'none' },
    ]
    const checkout = await copyCheckout(root)
    const told: Result[] = []
    try {
      const chosen = [...mutants.filter(({ name }) => five.includes(name)), ...others]
      await runMutants(checkout, chosen, { timeout: 60_000, onResult: (result) => void told.push(result) })
    } finally {
      await checkout.remove()
    }
    expect(told).toHaveLength(five.length + others.length)
    expect(told.slice(0, five.length).map(({ mutant, outcome, detail }) => [mutant.name, outcome, detail])).toEqual(
      told.slice(0, five.length).map(({ mutant }) => [mutant.name, 'killed', expect.stringMatching(/\w/)]),
    )
    expect(told.slice(five.length).map(({ mutant, outcome, ok }) => [mutant.name, outcome, ok])).toEqual([
      ['harmless', 'survived', false],
      ['harmless, and known to be', 'equivalent', true],
      ['lost', 'no longer applies', false],
      ['of no sense', 'not run', false],
      ['without tests', 'not run', false],
      ['killed in spite of its reason', 'killed', false],
    ])
    expect(told.find(({ mutant }) => mutant === harmless)?.place).toMatch(/^packages\/core\/src\/policy\/allowed-origins\.ts:\d+$/)
    expect(await readFile(join(root, origins.file), 'utf8')).toContain(origins.find)
  })
})
