import type { Mutant } from '../mutant.ts'

const limit = { file: 'packages/core/src/http/read-bounded.ts', tests: ['--project', 'oauth2', 'response-limit'] }
const metadata = { file: 'packages/oauth2/src/server/metadata.ts', tests: ['--project', 'oauth2', 'discovery'] }
const endpoints = { file: 'packages/oauth2/src/server/endpoints.ts', tests: ['--project', 'oauth2', 'discovery', 'options.test.ts'] }
const http = { file: 'packages/oauth2/src/server/http.ts', tests: ['--project', 'oauth2', 'token-request', 'response-limit'] }

export const oauth2: readonly Mutant[] = [
  {
    file: 'packages/oauth2/src/server/http.ts',
    tests: ['--project', 'oauth2', 'test/token-request.test.ts'],
    name: 'body-as-parameters',
    rule: 'The body of a token request is text.',
    find: '{ body: String(body) }',
    replace: '{}',
  },
  {
    ...limit,
    name: 'response-limit-exceeded',
    rule: 'A response has at most 1 MiB.',
    find: 'if (!(end <= mostBytes))',
    replace: 'if (!(end <= 2 * mostBytes))',
  },
  {
    ...limit,
    name: 'response-limit-too-tight',
    rule: 'A response may have the whole of 1 MiB.',
    find: 'if (!(end <= mostBytes))',
    replace: 'if (!(end < mostBytes))',
  },
  {
    ...limit,
    name: 'long-response-goes-on',
    rule: 'The rest of a response that is too long is cancelled.',
    find: '        cancel()\n        throw',
    replace: '        throw',
  },
  {
    ...http,
    name: 'token-request-waits-for-a-token',
    rule: 'A token request never waits for the token that it asks for.',
    find: '{ ...init, ...text, bearer: false }',
    replace: '{ ...init, ...text }',
  },
  {
    ...metadata,
    name: 'metadata-of-another-issuer',
    rule: 'Metadata count only if they name the issuer that was asked.',
    find: 'return await processDiscoveryResponse(issuer, response)',
    replace: 'return (await response.json()) as AuthorizationServer',
  },
  {
    ...endpoints,
    name: 'plain-http-anywhere',
    rule: 'Credentials go over plain http to this machine only, unless that is allowed.',
    find: "url.protocol === 'https:' || isLoopback(url.hostname) || !secure",
    replace: 'true',
  },
]
