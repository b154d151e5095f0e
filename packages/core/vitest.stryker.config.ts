import { defineConfig } from 'vitest/config'

/**
 * The tests that mutants must face: those that are quick. A mutant in what a module sets up once faces all of them,
 * and the parser's properties alone take longer than all others together.
 */
export default defineConfig({
  test: {
    include: ['test/{adapter,http,lib,policy,session,token}/*.test.ts', 'test/*.test.ts', 'test/pitfalls/*.test.ts'],
    exclude: ['test/day.test.ts', 'test/http/www-authenticate-properties.test.ts'],
  },
})
