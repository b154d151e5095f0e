import type { Mutant } from '../mutant.ts'

const failure = { file: 'packages/core/src/policy/classify-failure.ts', tests: ['--project', 'core', 'policy/classify-failure.test.ts'] }
const backoff = { file: 'packages/core/src/policy/backoff.ts', tests: ['--project', 'core', 'policy/backoff.test.ts'] }
const rest = { file: 'packages/core/src/policy/cooldown.ts', tests: ['--project', 'core', 'policy/cooldown.test.ts'] }
const request = { file: 'packages/core/src/session/request-token.ts', tests: ['--project', 'core', 'session/request-token.test.ts'] }
const afterwards = {
  file: 'packages/core/src/policy/after-failed-refresh.ts',
  tests: ['--project', 'core', 'policy/after-failed-refresh.test.ts'],
}
const retryAfter = { file: 'packages/core/src/lib/retry-after.ts', tests: ['--project', 'core', 'lib/retry-after.test.ts'] }

export const failures: readonly Mutant[] = [
  {
    ...backoff,
    name: 'retry-after-without-spread',
    rule: 'Clients that a server turned away with one Retry-After do not return in the same millisecond.',
    find: '(retryAfter ?? 0) * (1 + random / 2)',
    replace: '(retryAfter ?? 0)',
  },
  {
    ...backoff,
    name: 'retry-after-undercut',
    rule: 'No client returns before the time that Retry-After asks for.',
    find: '(retryAfter ?? 0) * (1 + random / 2)',
    replace: '(retryAfter ?? 0) * (1 - random / 2)',
  },
  {
    ...backoff,
    name: 'passing-cooldown-of-30-s',
    rule: 'After passing failures, a process leaves the token endpoint alone for 15 s at most.',
    find: 'const longestPassing = 15_000',
    replace: 'const longestPassing = 30_000',
  },
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
    find: 'Math.min(Math.max(base * (1 - random / 4), min, afterRetryAfter(retryAfter, random)), max)',
    replace: 'Math.min(Math.max(base * (1 - random / 4), min), max)',
  },
  {
    ...backoff,
    name: 'absurd-retry-after',
    rule: 'No Retry-After keeps the token endpoint alone for longer than the longest cooldown.',
    find: 'return Math.min(Math.max(base * (1 - random / 4), min, afterRetryAfter(retryAfter, random)), max)',
    replace: 'return Math.max(base * (1 - random / 4), min, afterRetryAfter(retryAfter, random))',
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
  {
    ...backoff,
    name: 'passing-trouble-without-cap',
    rule: 'A server that is back is noticed within 15 s.',
    find: 'const longest = isPassing ? Math.min(longestPassing, max) : max',
    replace: 'const longest = max',
  },
  {
    ...rest,
    name: 'page-cools-down-as-a-wrong-password',
    rule: 'A page in place of JSON comes from a proxy far more often than from a token endpoint: the trouble is passing.',
    find: "return failure.class === 'terminal' ? 'lasting' : 'passing'",
    replace: "return failure.class === 'terminal' || failure.class === 'unusable' ? 'lasting' : 'passing'",
  },
  {
    ...rest,
    name: 'unexplained-refusals-in-a-row',
    rule: 'The second refusal of credentials without a word of why cools down as a wrong password: accounts get locked.',
    find: "return previous !== undefined && isUnexplained(previous) ? 'lasting' : 'passing'",
    replace: "return 'passing'",
  },
  {
    ...request,
    name: 'page-for-credentials-not-asked-again',
    rule: 'Credentials are tried again in the same refresh after a response that can’t be used.',
    find: "failure.class === 'transient' || (failure.class === 'unusable' && failure.grant === 'obtain' && !isUnexplained(failure))",
    replace: "failure.class === 'transient'",
  },
  {
    ...request,
    name: 'unexplained-refusal-asked-again',
    rule: 'Credentials that were refused without a word of why are not tried again in the same refresh.',
    find: "failure.grant === 'obtain' && !isUnexplained(failure))",
    replace: "failure.grant === 'obtain')",
  },
  {
    ...afterwards,
    name: 'refused-client-loses-its-refresh-token',
    rule: 'A server that refuses the client says nothing of the refresh token.',
    find: "return error === 'invalid_client' || status === 401 ? 'obtain, keep' : 'obtain'",
    replace: "return 'obtain'",
  },
  {
    ...afterwards,
    name: 'credentials-in-spite-of-retry-after',
    rule: 'A Retry-After holds for both grants: the endpoint is the same.',
    find: ' || retryAfter !== undefined',
    replace: '',
  },
  {
    ...afterwards,
    name: 'credentials-at-once-after-a-server-error',
    rule: 'After a 5xx the refresh token is kept, and the next refresh obtains.',
    find: 'isUnrelated(failure) || isServerError(failure)',
    replace: 'isUnrelated(failure)',
  },
]
