import type { Mutant } from '../mutant.ts'

const failure = { file: 'packages/core/src/failure.ts', tests: ['--project', 'core', 'pure/failure.test.ts'] }
const backoff = { file: 'packages/core/src/backoff.ts', tests: ['--project', 'core', 'pure/backoff.test.ts'] }
const retryAfter = { file: 'packages/core/src/retry-after.ts', tests: ['--project', 'core', 'pure/retry-after.test.ts'] }

export const failures: readonly Mutant[] = [
  {
    ...failure,
    name: 'unusable-is-passing',
    rule: 'A response that can’t be used is not asked for again at once: that could spend a refresh token twice.',
    find: "thrown instanceof SyntaxError) return as('unusable')",
    replace: "thrown instanceof SyntaxError) return as('transient')",
  },
  {
    ...failure,
    name: 'invalid-grant-of-credentials',
    rule: '`invalid_grant` for credentials is their end; only a refresh has a refresh token that can be dead.',
    find: "as(grant === 'refresh' ? 'invalid-grant' : 'terminal')",
    replace: "as('invalid-grant')",
  },
  {
    ...failure,
    name: 'overload-with-an-error-code',
    rule: 'An overload is passing, whatever error code its body has.',
    find: "as(isOverload(status) ? 'transient' : 'terminal')",
    replace: "as('terminal')",
  },
  {
    ...backoff,
    name: 'cooldown-without-the-server',
    rule: 'A Retry-After that is longer than the cooldown counts.',
    find: 'Math.min(Math.max(base * (1 - random / 4), min, retryAfter ?? 0), max)',
    replace: 'Math.min(Math.max(base * (1 - random / 4), min), max)',
  },
  {
    ...backoff,
    name: 'absurd-retry-after',
    rule: 'No Retry-After keeps the token endpoint alone for longer than the longest cooldown.',
    find: 'return Math.min(Math.max(base * (1 - random / 4), min, retryAfter ?? 0), max)',
    replace: 'return Math.max(base * (1 - random / 4), min, retryAfter ?? 0)',
  },
  {
    ...backoff,
    name: 'rejected-credentials-rest-no-longer',
    rule: 'Rejected credentials cause longer cooldowns than a passing failure.',
    find: 'isPassing ? min : min * lastingFactor',
    replace: 'min',
  },
  {
    ...retryAfter,
    name: 'date-in-the-past',
    rule: 'A Retry-After date in the past asks for no wait.',
    find: 'Math.max(0, date - wall)',
    replace: 'Math.abs(date - wall)',
  },
]
