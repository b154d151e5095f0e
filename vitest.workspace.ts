import { defineConfig } from 'vitest/config'
import { chromiumProject } from './runtimes/chromium-project.ts'

/** One project for each package, and one (`house`) for what concerns them all. */
const packages = ['core', 'oauth2', 'fetch', 'axios', 'ky', 'ofetch', 'testbed', 'behaviour']

export default defineConfig({
  test: {
    projects: [
      ...packages.map((name) => ({
        test: { name, include: [`packages/${name}/test/**/*.test.ts`], testTimeout: 20_000, expect: { poll: { timeout: 10_000 } } },
      })),
      {
        test: {
          name: 'systems',
          include: ['systems/**/*.test.ts'],
          globalSetup: ['systems/setup/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          // Behind all others, as its tokens live by the real clock; most of its files wait for that clock at the same time.
          maxWorkers: 5,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { name: 'runtimes', include: ['runtimes/test/*.test.ts'], testTimeout: 300_000, hookTimeout: 60_000 } },
      chromiumProject(),
      { test: { name: 'demo', include: ['demo/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'bench', include: ['bench/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 } },
      { test: { name: 'fuzz', include: ['fuzz/**/*.test.ts'], testTimeout: 120_000 } },
      { test: { name: 'mutants', include: ['mutants/**/*.test.ts'] } },
      { test: { name: 'house', include: ['test/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 300_000 } },
    ],
  },
})
