import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const trace = { file: `${core}/session/request-trace.ts`, tests: ['--project', 'core', 'test/request-events.test.ts'] }
const ignored = { file: `${core}/policy/describe-ignored.ts`, tests: ['--project', 'core', 'pure/describe-ignored.test.ts'] }
const skipped = { file: `${core}/policy/skip-reason.ts`, tests: ['--project', 'core', 'pure/skip-reason.test.ts'] }
const attempts = ['--project', 'core', 'test/attempt-failed.test.ts']

export const events: readonly Mutant[] = [
  {
    ...trace,
    name: 'trace-for-nobody',
    rule: 'Where nobody listens, a request has no trace.',
    find: '    if (!context.emitter.isRequestWatched()) return undefined\n',
    replace: '',
  },
  {
    file: `${core}/session/emitter.ts`,
    tests: trace.tests,
    name: 'channel-unheard',
    rule: 'A subscriber to a diagnostics channel is a listener.',
    find: '      for (const channel of requestChannels) if (channel.hasSubscribers) return true\n',
    replace: '',
  },
  {
    ...trace,
    name: 'request-ends-twice',
    rule: 'A request ends once.',
    find: '    if (hasEnded) return\n',
    replace: '',
  },
  {
    ...trace,
    name: 'message-as-error-name',
    rule: 'Of a foreign error, an event tells a code or a name, and nothing that may be a secret.',
    find: "/^[A-Za-z][A-Za-z\\d_]{1,39}$/.test(name) ? name : 'Error'",
    replace: 'name',
  },
  {
    file: `${core}/exchange.ts`,
    tests: trace.tests,
    name: 'stale-successor-untold',
    rule: 'Where the token of a replay is replaced before it is sent, the response is told as ignored.',
    find: "  trace?.ignored(sent, refused, next.session === auth.session ? 'no-newer-token' : 'session-over')\n",
    replace: '',
  },
  {
    ...ignored,
    name: 'ignored-not-found',
    rule: 'A status other than 400, 401 and 403 is no word on the token.',
    find: '((status === 400 || status === 403) && ours.length > 0)',
    replace: 'ours.length > 0',
  },
  {
    ...ignored,
    name: 'forbidden-without-challenge',
    rule: 'A 403 without a challenge for the scheme that was sent is no word on the token.',
    find: '((status === 400 || status === 403) && ours.length > 0)',
    replace: '(status === 400 || status === 403)',
  },
  {
    ...ignored,
    name: 'unregistered-error-told',
    rule: 'An event tells only errors that are registered.',
    find: 'error === undefined || challengeErrors.has(error)',
    replace: 'error !== null',
  },
  {
    ...skipped,
    name: 'credentials-in-url-as-origin',
    rule: 'A URL with credentials counts as credentials of the caller’s own.',
    find: 'ownCredentials || hasCredentials(url)',
    replace: 'ownCredentials',
  },
  {
    file: `${core}/request-token.ts`,
    tests: attempts,
    name: 'retry-told-without-retries',
    rule: 'The last failed attempt tells that none follows.',
    find: 'retriesLeft > 0 && mayRetry(failure, error)',
    replace: 'mayRetry(failure, error)',
  },
  {
    file: `${core}/session/present-refresh-token.ts`,
    tests: ['--project', 'core', 'test/refresh-token-claims.test.ts'],
    name: 'unsent-attempt-told',
    rule: 'An attempt that was given up before its request left is no failed token request.',
    find: '(attempt === left ? tell(failure, attempt, retryIn) : undefined)',
    replace: 'tell(failure, attempt, retryIn)',
  },
]
