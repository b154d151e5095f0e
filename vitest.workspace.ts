import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { chromiumProject } from './internal/runtimes/chromium-project.ts'

/** One project for each package, and one for each folder under internal. */
const packages = ['core', 'oauth2', 'fetch', 'axios', 'ky', 'ofetch', 'testing']

/** Vitest leaves a core free, which on a machine of two is half of them. */
const together = { maxWorkers: Math.max(2, availableParallelism() - 1) }
/** What counts nanoseconds, or starts processes that are in a hurry, has the machine to itself. */
const alone = { maxWorkers: 1, sequence: { groupOrder: 1 } }

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) => ({
        test: {
          ...together,
          name,
          include: [`packages/${name}/test/**/*.test.ts`],
          testTimeout: 20_000,
          expect: { poll: { timeout: 10_000 } },
        },
      })),
      {
        test: {
          ...together,
          name: 'testbed',
          include: ['internal/testbed/test/*.test.ts'],
          testTimeout: 20_000,
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        test: {
          name: 'keycloak',
          include: ['internal/keycloak/**/*.test.ts'],
          globalSetup: ['internal/keycloak/setup/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Behind all others, as its tokens live by the real clock; most of its files wait for that clock at the same time.
          maxWorkers: 5,
          sequence: { groupOrder: 2 },
        },
      },
      { test: { ...alone, name: 'runtimes', include: ['internal/runtimes/test/*.test.ts'], testTimeout: 300_000, hookTimeout: 60_000 } },
      chromiumProject(alone),
      { test: { ...alone, name: 'demo', include: ['demo/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { ...alone, name: 'bench', include: ['bench/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      { test: { ...together, name: 'fuzz', include: ['internal/fuzz/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { ...together, name: 'soak', include: ['internal/soak/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { ...together, name: 'mutants', include: ['internal/mutants/**/*.test.ts'] } },
      {
        test: {
          ...together,
          name: 'repository',
          include: ['internal/repository/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
})
