import { availableParallelism } from 'node:os'
import { configDefaults, defineConfig, type TestProjectConfiguration } from 'vitest/config'
import { chromiumProject } from './internal/runtimes/chromium-project.ts'
import { filesOf, type Area, type TestSet } from './internal/test-sets/area.ts'
import { areas } from './internal/test-sets/areas.ts'
import { LongestFirst } from './internal/test-sets/longest-first.ts'

/**
 * How many test files run at the same time. Vitest leaves a core free, which on a machine of two is half of them. Files of the rest
 * wait for browsers, servers and clocks much of their time, so that one more than the cores keeps these at work.
 */
function workersOf(set: TestSet | undefined): number {
  const cores = availableParallelism()
  return set === 'quick' ? Math.max(2, cores - 1) : Math.max(3, cores)
}

function projectOf(area: Area, set: TestSet | undefined): TestProjectConfiguration[] {
  const { name, options, restOptions } = area
  const files = filesOf(area, set)
  if (files === undefined) return []
  const test = {
    name,
    include: files.include,
    exclude: [...configDefaults.exclude, ...files.exclude],
    ...options,
    maxWorkers: workersOf(set),
    ...(set === 'quick' ? {} : restOptions),
  }
  return [name === 'chromium' ? chromiumProject(test) : { test }]
}

/** @throws {TypeError} the variable names no set */
export function readTestSet(value: string | undefined): TestSet | undefined {
  if (value === undefined || value === 'quick' || value === 'rest') return value
  throw new TypeError(`EVERBEARER_TEST_SET: expected quick or rest, or no such variable for both, got ${JSON.stringify(value)}`)
}

const chosen = readTestSet(process.env['EVERBEARER_TEST_SET'])

export default defineConfig({
  test: { projects: areas.flatMap((area) => projectOf(area, chosen)), sequence: { sequencer: LongestFirst } },
})
