import { describe, expect, it } from 'vitest'
import { readOptions } from '../internal/tools/command-line.ts'
import { bench } from './options.ts'
import { suiteNames } from './suites/index.ts'

describe('the command line of the benchmark', () => {
  const read = (...args: string[]): unknown => readOptions(bench.options, args)

  it('runs everything where nothing is said', () => {
    expect(read()).toEqual({
      only: suiteNames,
      quick: false,
      json: 'reports/bench.json',
      plot: 'reports/bench.svg',
      seed: 1,
      'write-docs': false,
    })
  })

  it('runs parts', () => {
    expect(read('--only', 'size, overhead', '--quick')).toMatchObject({ only: ['size', 'overhead'], quick: true })
  })

  it.each([
    ['--only', 'speed'],
    ['--seed', 'x'],
  ])('objects to: %s %s', (name, value) => {
    expect(() => read(name, value)).toThrow(new RegExp(`^${name}: expected`))
  })

  it('explains each suite', () => {
    for (const name of suiteNames) expect(bench.options.only.about).toContain(name)
  })
})
