import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
/** The behaviours against a real server that breaks the standard, by the client of the platform. */
const tests = (name: string): string[] => ['--project', 'fetch', 'suite.test.ts', '-t', name]

/** What follows a refresh that a server responds to in a way of its own. */
export const oddRefreshes: readonly Mutant[] = [
  {
    file: `${core}/policy/after-failed-refresh.ts`,
    name: 'odd-refusal-is-for-later',
    rule: 'After a refused refresh, the credentials bring a token in the same refresh.',
    find: "'obtain, keep' : 'obtain'\n}",
    replace: "'obtain, keep' : 'obtain later'\n}",
    tests: tests('for the very same request'),
  },
  {
    file: `${core}/policy/after-failed-refresh.ts`,
    name: 'server-error-locks-out',
    rule: 'After a 500 to a refresh and a cooldown, the credentials are tried.',
    find: 'isUnrelated(failure) || isServerError(failure) ||',
    replace: 'isUnrelated(failure) ||',
    tests: tests('answered with a 500'),
  },
  {
    file: `${core}/policy/after-failed-refresh.ts`,
    name: 'server-error-asks-at-once',
    rule: 'After a 500 to a refresh, the credentials wait for the cooldown: the endpoint is the same.',
    find: "isServerError(failure) || retryAfter !== undefined) return 'obtain later'",
    replace: "isServerError(failure) || retryAfter !== undefined) return 'obtain, keep'",
    tests: tests('answered with a 500'),
  },
  {
    file: `${core}/policy/refresh-reliability.ts`,
    name: 'never-is-not-heard',
    rule: 'After one `unauthorized_client`, a source that can obtain refreshes no more.',
    find: "new Set(['unauthorized_client', 'unsupported_grant_type'])",
    replace: 'new Set<string>()',
    tests: tests('answered with unauthorized_client'),
  },
  {
    file: `${core}/policy/refresh-reliability.ts`,
    name: 'lifetimes-not-counted',
    rule: 'After two lifetimes of refreshes that failed, a source that can obtain refreshes no more.',
    find: 'saysNever || lifetimes >= mostLifetimes',
    replace: 'saysNever',
    tests: tests('answered with an empty 400'),
  },
  {
    file: 'packages/core/src/session/run-refresh.ts',
    name: 'fallback-is-retried',
    rule: 'A refused refresh and the credentials in its place make two token requests before a cooldown.',
    find: 'progress.isFallback ? 0 : context.settings.retries',
    replace: 'context.settings.retries',
    tests: tests('gets two token requests'),
  },
  {
    file: `${core}/session/present-refresh-token.ts`,
    name: 'only-refresh-token-dropped',
    rule: 'A source of a refresh token alone keeps it until the server says that the token is dead.',
    find: '(mayFallBack(context.settings.source, claimed.session) && afterFailedRefresh(failure) === ',
    replace: '(afterFailedRefresh(failure) === ',
    tests: tests('its session goes on'),
  },
]
