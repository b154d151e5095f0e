import { describe, expect, it } from 'vitest'
import { helpText, parseOptions } from './options.ts'
import { suiteNames } from './suites/index.ts'

describe('the command line of the benchmark', () => {
  it('runs everything where nothing is said', () => {
    expect(parseOptions([])).toEqual({
      kind: 'run',
      only: suiteNames,
      isQuick: false,
      json: 'reports/bench.json',
      plot: 'reports/bench.svg',
      seed: 1,
    })
  })

  it('runs parts, in the order of a whole run', () => {
    expect(parseOptions(['--only', 'size, overhead', '--quick'])).toMatchObject({ only: ['overhead', 'size'], isQuick: true })
  })

  it.each([['--only', 'speed'], ['--seed', 'x'], ['--what']])('objects to: %s %s', (...args) => {
    expect(parseOptions(args)).toEqual({ kind: 'wrong', line: expect.any(String) as string })
  })

  it('explains each option and suite', () => {
    expect(parseOptions(['--help'])).toEqual({ kind: 'help' })
    for (const name of [...suiteNames, '--only', '--quick', '--json', '--plot', '--seed', '--write-docs']) expect(helpText).toContain(name)
  })
})
