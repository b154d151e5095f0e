import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesMatching } from '../repository/repository.ts'
import { readOptions, UsageError } from '../tools/command-line.ts'
import { patch } from './mutant.ts'
import { chooseMutants, mutantsCommand } from './options.ts'
import { mutants } from './rules/index.ts'

const root = join(import.meta.dirname, '../..')

const origins = mutants.find(({ name }) => name === 'truthy-predicate')!

describe('the list of mutants', () => {
  it('names each of them once', () => {
    const names = mutants.map(({ name }) => name)
    expect(names).toEqual([...new Set(names)])
  })

  it('gives each mutant tests that exist', async () => {
    const files = await filesMatching('**/*.test.ts')
    const names = new Set(mutants.flatMap(({ tests }) => tests).filter((text) => /\.test\.ts$|\//.test(text)))
    expect([...names].filter((name) => !files.some((file) => file.includes(name)))).toEqual([])
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

describe('the command line', () => {
  const choose = (...args: string[]): unknown => {
    const values = readOptions(mutantsCommand.options, args)
    return values === 'help' ? values : { timeout: values.timeout, chosen: chooseMutants(mutants, values) }
  }

  it.each([
    ['all of them', [], mutants.length],
    ['those with a text in their names', ['--only', 'truthy-predicate'], 1],
    ['those with one of several texts', ['--only', 'truthy-predicate, date-in-the-past'], 2],
    ['those of an area', ['--only', 'rules/origins'], mutants.filter(({ list }) => list === origins.list).length],
    ['those from a number on', ['--from', `${mutants.length}`], 1],
  ])('chooses %s', (_name, args, length) => {
    expect(choose(...args)).toMatchObject({ timeout: 120, chosen: { length } })
  })

  it.each([
    ['--only=nothing-of-the-kind', '--only, --from: no mutant is left; --list prints the names'],
    ['--from=0', '--from: expected a whole number from 1 to 999999'],
    ['--timeout=soon', '--timeout: expected a whole number of seconds from 1 to 999999'],
  ])('refuses %s', (arg, line) => {
    expect(() => choose(arg)).toThrow(new UsageError(line))
  })
})
