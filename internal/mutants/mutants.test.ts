import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { copyCheckout } from './checkout.ts'
import { type ListedMutant, patch } from './mutant.ts'
import { parseOptions } from './options.ts'
import { mutants } from './rules/index.ts'
import { type Result, runMutants } from './run-mutants.ts'

const root = join(import.meta.dirname, '../..')

/** Five rules that lose a token or a user most if they break; all of them are run by `npm run mutants`. */
const quick = [
  'origin-without-closing-slash',
  'truthy-predicate',
  'challenge-of-any-scheme',
  'unusable-is-passing',
  'wall-clock-ignored-at-expiry',
]

const origins = mutants.find(({ name }) => name === 'truthy-predicate')!

describe('the list of mutants', () => {
  it('names each of them once', () => {
    const names = mutants.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
    expect(names).toEqual(expect.arrayContaining(quick))
  })

  it.each(mutants)('fits the code: $name', async (mutant) => {
    const source = await readFile(join(root, mutant.file), 'utf8')
    expect(patch(source, mutant)).toMatchObject({ kind: 'applies' })
    expect(mutant.replace).not.toBe(mutant.find)
  })
})

describe('a patch', () => {
  const mutant = { ...origins, find: 'b()', replace: '$&' }

  it('is put in to the letter, and has a line', () => {
    expect(patch('a()\nb()\nc()', mutant)).toEqual({ kind: 'applies', source: 'a()\n$&\nc()', line: 2 })
  })

  it('fits in any layout', () => {
    const call = { ...origins, find: 'f(a, { b: 1 })', replace: 'g()' }
    const source = 'x()\nf(\n  a,\n  {\n    b: 1,\n  },\n)\ny()'
    expect(patch(source, call)).toEqual({ kind: 'applies', source: 'x()\ng()\ny()', line: 2 })
    expect(patch('f(a, { b: 11 })', call)).toMatchObject({ kind: 'no longer applies' })
  })

  it.each([
    ['a()', 'the text is not in the file'],
    ['b() b()', 'the file has the text 2 times'],
  ])('does not apply to %j', (source, reason) => {
    expect(patch(source, mutant)).toEqual({ kind: 'no longer applies', reason })
  })
})

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
      const chosen = [...mutants.filter(({ name }) => quick.includes(name)), ...others]
      await runMutants(checkout, chosen, { timeout: 60_000, onResult: (result) => void told.push(result) })
    } finally {
      await checkout.remove()
    }
    expect(told.slice(0, quick.length).map(({ mutant, outcome, detail }) => [mutant.name, outcome, detail])).toEqual(
      told.slice(0, quick.length).map(({ mutant }) => [mutant.name, 'killed', expect.stringMatching(/\w/)]),
    )
    expect(told.slice(quick.length).map(({ mutant, outcome, ok }) => [mutant.name, outcome, ok])).toEqual([
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

describe('the command line', () => {
  it.each([
    ['all of them', [], mutants.length],
    ['those with a text in their names', ['--only', 'truthy-predicate'], 1],
    ['those with one of several texts', ['--only', 'truthy-predicate, date-in-the-past'], 2],
    ['those of an area', ['--only', 'rules/origins'], mutants.filter(({ list }) => list === origins.list).length],
    ['those from a number on', ['--from', `${mutants.length}`], 1],
  ])('chooses %s', (_name, args, length) => {
    expect(parseOptions(args, mutants)).toMatchObject({ kind: 'run', timeout: 120_000, chosen: { length } })
  })

  it.each([
    ['--only=nothing-of-the-kind', /no mutant is left/],
    ['--from=0', /--from/],
    ['--timeout=soon', /--timeout/],
    ['--odd', /--odd/],
  ])('refuses %s', (arg, line) => {
    expect(parseOptions([arg], mutants)).toEqual({ kind: 'wrong', line: expect.stringMatching(line) as string })
  })
})
