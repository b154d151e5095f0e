import { defineConfig } from 'vitest/config'

/** The tests of libraries that this folder's lockfile has. `main.ts` installs the libraries before it runs them. */
export default defineConfig({
  test: { include: ['test/*.neighbour.ts'], testTimeout: 300_000, hookTimeout: 300_000, maxWorkers: 2 },
})
