/** A block that another test runs. */
export interface RunElsewhere {
  readonly page: string
  /** Names of the blocks. */
  readonly blocks: readonly string[]
  readonly reason: string
  /** The test that runs the blocks. It names the page. */
  readonly test: string
}

export const elsewhere: readonly RunElsewhere[] = [
  {
    page: 'docs/guide/audiences.md',
    blocks: ['a-login-and-two-apis'],
    reason: 'the testbed of these tests has no resources',
    test: 'internal/audiences/guide.test.ts',
  },
  {
    page: 'docs/guide/authentication.md',
    blocks: [
      'a-secret',
      'a-secret-that-is-never-sent',
      'a-private-key',
      'a-certificate',
      'a-token-of-kubernetes',
      'a-job-of-github-actions',
    ],
    reason: 'the testbed takes secrets alone, and a certificate is presented to a server with TLS of its own',
    test: 'packages/oauth2/test/methods/guide.test.ts',
  },
  {
    page: 'docs/guide/testing.md',
    blocks: ['a-coordinator-that-a-module-exports'],
    reason: 'the block is a test file, with a setup for a whole process',
    test: 'internal/repository/consumers/describe-consumers.ts',
  },
  {
    page: 'docs/guide/write-an-adapter.md',
    blocks: ['the-adapter', 'prove-it'],
    reason: 'the blocks are files of an example, whose tests are the second block',
    test: 'examples/got-adapter/guide.test.ts',
  },
]
