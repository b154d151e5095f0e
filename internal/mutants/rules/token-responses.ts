import type { Mutant } from '../mutant.ts'

const response = { file: 'packages/core/src/token/token-response.ts', tests: ['--project', 'core', 'token/token-response.test.ts'] }
const drain = { file: 'packages/core/src/http/drain-body.ts', tests: ['--project', 'core', 'http/drain-body.test.ts'] }

export const tokenResponses: readonly Mutant[] = [
  {
    ...response,
    name: 'token-of-another-type',
    rule: 'A token of another type is not sent as Bearer.',
    find: "if (scheme !== 'dpop' && (scheme !== 'bearer' || type == null)) return false",
    replace: "if (scheme !== 'dpop') return false",
  },
  {
    ...response,
    name: 'token-with-a-line-break',
    rule: 'A token that no header can carry is refused.',
    find: "typeof token !== 'string' || !/^[\\x21-\\x7e]+$/.test(token)",
    replace: "typeof token !== 'string' || token === ''",
  },
  {
    ...response,
    name: 'refresh-token-of-an-unusable-response',
    rule: 'The refresh token of an unusable response is kept: the old one is spent.',
    find: 'if (error !== undefined) return { error, refreshToken }',
    replace: 'if (error !== undefined) return { error, refreshToken: undefined }',
  },
  {
    ...response,
    name: 'lifetime-of-nothing',
    rule: 'A lifetime below a second is unknown.',
    find: "typeof value === 'number' && value * 1000 >= shortestLifetime ?",
    replace: "typeof value === 'number' ?",
  },
  {
    ...drain,
    name: 'endless-refused-body',
    rule: 'A refused response is read to its end, but no further than 1 MiB.',
    find: 'bytes <= mostBytes;',
    replace: 'bytes >= 0;',
  },
]
