import { basename } from 'node:path/posix'
import { describe, expect, it } from 'vitest'
import { readTestSet } from '../../vitest.workspace.ts'
import { filesOf } from './area.ts'
import { areas } from './areas.ts'
import { importsOf } from '../repository/imports.ts'
import { filesMatching, readText } from '../repository/repository.ts'

/** The files of an area that a set has. */
async function filesIn(area: (typeof areas)[number], set: 'quick' | 'rest' | undefined): Promise<string[]> {
  const patterns = filesOf(area, set)
  if (patterns === undefined) return []
  const excluded = new Set(await filesMatching(...patterns.exclude))
  return (await filesMatching(...patterns.include)).filter((path) => !excluded.has(path))
}

async function allFilesIn(set: 'quick' | 'rest' | undefined): Promise<string[]> {
  const lists = await Promise.all(areas.map((area) => filesIn(area, set)))
  return lists.flat().toSorted()
}

describe('the sets of tests', () => {
  it('have every test file, and each file once', async () => {
    const files = await filesMatching('**/*.test.ts')
    expect([...(await allFilesIn('quick')), ...(await allFilesIn('rest'))].toSorted()).toEqual(files)
    expect(await allFilesIn(undefined)).toEqual(files)
  })

  it.each(areas.flatMap(({ name, files, except = [] }) => except.map((pattern) => ({ name, files, pattern }))))(
    'except a file of $name by $pattern',
    async ({ files, pattern }) => {
      const ofArea = await filesMatching(files)
      const excepted = await filesMatching(pattern)
      expect(excepted).not.toEqual([])
      expect(ofArea).toEqual(expect.arrayContaining(excepted))
    },
  )

  it.each([undefined, 'quick', 'rest'])('are chosen by %s', (value) => {
    expect(readTestSet(value)).toBe(value)
  })

  it.each(['', 'all', 'Quick'])('are not chosen by %j', (value) => {
    expect(() => readTestSet(value)).toThrow(
      new TypeError(`EVERBEARER_TEST_SET: expected quick or rest, or no such variable for both, got "${value}"`),
    )
  })
})

/** How a test reaches what npm alone does not bring: other runtimes, a browser, Keycloak, Redis, Prometheus, the package registry. */
const tools = [
  'binaries.ts',
  'launch-chromium.ts',
  'describe-targets.ts',
  'launch-or-skip.ts',
  'on-keycloak.ts',
  'on-redis.ts',
  'find-prometheus.ts',
  'consumer.ts',
  'rehearse.ts',
]

async function toolsOf(files: readonly string[]): Promise<string[]> {
  const imports = await Promise.all(files.map(async (path) => importsOf(path, await readText(path))))
  const names = new Set(imports.flat().map(({ specifier }) => basename(specifier ?? '')))
  return tools.filter((tool) => names.has(tool))
}

describe('the quick set', () => {
  it('needs no tool that npm does not bring', async () => {
    expect(await toolsOf(await allFilesIn('quick'))).toEqual([])
  })

  it('leaves the tests that do to the rest', async () => {
    expect(await toolsOf(await allFilesIn('rest'))).toEqual(tools)
  })
})
