import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const expired = { file: `${core}/session/rejections.ts`, tests: ['--project', 'core', 'expired-on-the-way.test.ts'] }

/** A token that may have expired on its way shows nothing about the server. */
export const expiredTokens: readonly Mutant[] = [
  {
    ...expired,
    name: 'expired-replay-not-replayed',
    rule: 'A replay whose token expired on its way is replayed once more.',
    find: '(!sent.isFinal || mayHaveExpired)',
    replace: '!sent.isFinal',
  },
  {
    ...expired,
    name: 'expired-replay-without-end',
    rule: 'However often tokens expire on their way, a request is sent three times at most.',
    find: 'sent.attempt < mostAttempts && (',
    replace: '(',
  },
  {
    ...expired,
    name: 'expired-token-against-the-server',
    rule: 'The rejection of a token that may have expired on its way does not count against the server.',
    find: 'if (!mayHaveExpired && sought',
    replace: 'if (sought',
  },
  {
    ...expired,
    name: 'budget-for-expired-tokens',
    rule: 'The rejection of an expired token takes no refresh from the budget.',
    find: "if (reason === 'rejected' && !hasExpired)",
    replace: "if (reason === 'rejected')",
  },
  {
    ...expired,
    name: 'expired-token-without-refresh',
    rule: 'The rejection of an expired token starts a refresh, although the server has rejected this token before.',
    find: "reason === 'invalidated' || hasExpired",
    replace: "reason === 'invalidated'",
  },
  {
    ...expired,
    file: `${core}/session/active-token.ts`,
    name: 'late-response-brings-a-fresh-token',
    rule: 'A token may have expired if its response took longer than its lifetime.',
    find: 'issued.requested ?? issued',
    replace: 'issued',
  },
  {
    ...expired,
    name: 'sent-twice-as-it-is',
    rule: 'With an empty budget, a token is sent once more as it is, and not twice.',
    find: "rejection === 'replay as it is' && sent.isFinal ? 'rejected-again' : rejection",
    replace: 'rejection',
  },
  {
    ...expired,
    name: 'unknown-moment-is-reached',
    rule: 'An authorization without a moment of expiry does not count as expired.',
    find: 'sent.expires !== undefined && isReached(',
    replace: 'isReached(',
  },
  {
    ...expired,
    file: `${core}/session/active-token.ts`,
    name: 'servers-count-milliseconds',
    rule: 'A token may have expired a second before the end of its lifetime: servers count whole seconds.',
    find: 'Math.min(window.hard, (stored.lifetime ?? Infinity) - wholeSecond)',
    replace: 'window.hard',
  },
  {
    ...expired,
    file: `${core}/policy/issued-moment.ts`,
    name: 'login-counts-from-its-start',
    rule: 'The token of a long login is new when the login ends.',
    find: 'isLogin ? received : { ...received, requested: sent }',
    replace: '{ ...received, requested: sent }',
  },
  {
    ...expired,
    file: `${core}/token/token-lifetime.ts`,
    name: 'unknown-moment-of-a-token-is-fresh',
    rule: 'A token that was restored without a lifetime is expired.',
    find: '!(wall < moment.wall && monotonic < moment.monotonic)',
    replace: 'wall >= moment.wall || monotonic >= moment.monotonic',
  },
  {
    ...expired,
    file: `${core}/adapter/with-scheme.ts`,
    tests: ['--project', 'dpop', 'scheme-around-proofs.test.ts'],
    name: 'signed-authorization-passed-down',
    rule: 'A side gets its own authorizations from a scheme, as it may recognize no others.',
    find: 'originals.get(sent) ?? sent',
    replace: 'sent',
  },
  {
    ...expired,
    file: 'packages/dpop/src/bound-side.ts',
    tests: ['--project', 'dpop', 'scheme-around-proofs.test.ts'],
    name: 'nonce-error-of-a-final-replay',
    rule: 'The error of a proof does not count as a rejection of the token.',
    find: 'side.handleErrorResponse(notFinal(inner),',
    replace: 'side.handleErrorResponse(inner,',
  },
]
