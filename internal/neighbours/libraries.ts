/** A library that Everbearer works with: it has a page under docs/guide/works-with, and a test. */
export interface Library {
  /** Name of the page. */
  readonly page: string
  /** As its authors write it. */
  readonly title: string
  /** Its package, whose version a report shows. */
  readonly package: string
  /** The test, relative to the repository. A `.neighbour.ts` needs libraries that only this folder installs, and runs in the long run. */
  readonly test: string
}

const here = (name: string): string => `internal/neighbours/test/${name}.neighbour.ts`
const quick = (adapter: string, name: string): string => `packages/${adapter}/test/neighbours/${name}.test.ts`

/** In the order of the index. */
export const libraries: readonly Library[] = [
  { page: 'openapi-fetch', title: 'openapi-fetch', package: 'openapi-fetch', test: quick('fetch', 'openapi-fetch') },
  { page: 'hey-api', title: 'Hey API', package: '@hey-api/openapi-ts', test: here('hey-api') },
  { page: 'orval', title: 'Orval', package: 'orval', test: here('orval') },
  { page: 'openapi-generator', title: 'OpenAPI Generator', package: 'openapi-generator-cli', test: here('openapi-generator') },
  { page: 'graphql-request', title: 'graphql-request', package: 'graphql-request', test: quick('fetch', 'graphql-request') },
  { page: 'apollo-client', title: 'Apollo Client', package: '@apollo/client', test: here('apollo-client') },
  { page: 'urql', title: 'urql', package: '@urql/core', test: here('urql') },
  { page: 'trpc', title: 'tRPC', package: '@trpc/client', test: here('trpc') },
  { page: 'octokit', title: 'Octokit', package: '@octokit/core', test: here('octokit') },
  { page: 'openai', title: 'OpenAI', package: 'openai', test: quick('fetch', 'openai') },
  { page: 'supabase-js', title: 'supabase-js', package: '@supabase/supabase-js', test: here('supabase-js') },
  { page: 'tanstack-query', title: 'TanStack Query', package: '@tanstack/query-core', test: quick('fetch', 'query-core') },
  { page: 'swr', title: 'SWR', package: 'swr', test: here('swr') },
  { page: 'axios-retry', title: 'axios-retry', package: 'axios-retry', test: quick('axios', 'axios-retry') },
  {
    page: 'axios-cache-interceptor',
    title: 'axios-cache-interceptor',
    package: 'axios-cache-interceptor',
    test: quick('axios', 'axios-cache-interceptor'),
  },
  { page: 'nuxt', title: 'Nuxt and Nitro', package: 'nuxt', test: here('nuxt') },
  { page: 'next', title: 'Next.js', package: 'next', test: here('next') },
  { page: 'express', title: 'Express', package: 'express', test: here('express') },
  { page: 'nestjs', title: 'NestJS', package: '@nestjs/core', test: here('nestjs') },
  { page: 'jest', title: 'Jest', package: 'jest', test: 'internal/repository/consumers/describe-consumers.ts' },
]

/** The path of a page, relative to the repository. */
export function pageOf(page: string): string {
  return `docs/guide/works-with/${page}.md`
}

/** The libraries that the long run tries. */
export const ofLongRun: readonly Library[] = libraries.filter(({ test }) => test.endsWith('.neighbour.ts'))
