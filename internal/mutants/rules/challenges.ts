import type { Mutant } from '../mutant.ts'

const challenge = { file: 'packages/core/src/http/www-authenticate.ts', tests: ['--project', 'core', 'http/www-authenticate.test.ts'] }
const classify = { file: 'packages/core/src/policy/classify-response.ts', tests: ['--project', 'core', 'policy/classify-response.test.ts'] }

export const challenges: readonly Mutant[] = [
  {
    ...classify,
    name: 'challenge-of-any-scheme',
    rule: 'Only challenges for the scheme that was sent count.',
    find: "return challenges.filter(({ scheme }) => scheme === (sent || 'bearer'))",
    replace: 'return [...challenges]',
  },
  {
    ...classify,
    name: 'challenge-without-scheme',
    rule: 'Where tokens go out without a scheme, challenges for Bearer count.',
    find: "scheme === (sent || 'bearer')",
    replace: 'scheme === sent',
  },
  {
    ...classify,
    name: 'answer-of-another-origin',
    rule: 'A 401 of the origin that a redirect led to is the caller’s own.',
    find: "  if (movedToOtherOrigin(requestUrl, response.url)) return ignored('other-origin')\n",
    replace: '',
  },
  {
    ...classify,
    name: 'any-error-of-a-challenge',
    rule: 'Only `invalid_token` speaks of the token.',
    find: "errors.includes('invalid_token') ? { kind: 'refresh' } : ignored('other-error')",
    replace: "{ kind: 'refresh' }",
  },
  {
    ...classify,
    name: 'first-error-alone',
    rule: 'One challenge of several that says `invalid_token` is enough.',
    find: "errors.includes('invalid_token')",
    replace: "errors[0] === 'invalid_token'",
  },
  {
    ...challenge,
    name: 'last-parameter-of-a-name',
    rule: 'The first parameter of a name counts.',
    find: 'if (!parameters.has(name)) parameters.set(name, value)',
    replace: 'parameters.set(name, value)',
  },
  {
    ...challenge,
    name: 'escape-in-quotes',
    rule: 'A backslash in a quoted string takes the next character as it is.',
    find: "      if (header[position] === '\\\\') position++\n",
    replace: '',
  },
  {
    ...challenge,
    name: 'separators-left-to-the-loop',
    rule: 'Any number of separators may stand before a name.',
    find: '    take(separators)\n',
    replace: '',
    equivalent: 'The turn that finds no name passes over one separator as well.',
  },
]
