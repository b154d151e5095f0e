import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const trace = { file: `${core}/session/request-trace.ts`, tests: ['--project', 'core', 'test/request-events.test.ts'] }
const ignored = { file: `${core}/policy/describe-ignored.ts`, tests: ['--project', 'core', 'policy/describe-ignored.test.ts'] }
const skipped = { file: `${core}/policy/skip-reason.ts`, tests: ['--project', 'core', 'policy/skip-reason.test.ts'] }
const log = { tests: ['--project', 'core', 'test/log-events.test.ts'] }
const refreshes = { file: `${core}/session/refresh.ts`, tests: ['--project', 'core', 'test/refresh-events.test.ts'] }
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
    find: 'isRequestHeard || requestChannels.some(isHeard)',
    replace: 'isRequestHeard',
  },
  {
    ...refreshes,
    name: 'wait-untold',
    rule: 'Each caller that waits for a refresh is told.',
    find: "      onJoin: () => emit('waiting', { reason, elapsed: elapsed() }),\n",
    replace: '',
  },
  {
    ...refreshes,
    name: 'superseded-refresh-untold',
    rule: 'A refresh that a login, a logout or dispose() ends is told.',
    find: "      onSettle: () => emit('refresh-superseded', factsNow()),\n",
    replace: '',
  },
  {
    ...refreshes,
    name: 'logout-in-store-untold',
    rule: 'A refresh that finds a logout in the store is told.',
    find: "        emit('refresh-superseded', facts)\n        sync.",
    replace: '        sync.',
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
    file: `${core}/adapter/send-until-accepted.ts`,
    tests: trace.tests,
    name: 'stale-successor-untold',
    rule: 'Where the token of a replay is replaced before it is sent, the response is told as ignored.',
    find: "  request.trace?.ignored(sent, response, next.session === side.session ? 'no-newer-token' : 'session-over')\n",
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
    file: `${core}/session/request-token.ts`,
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
  {
    ...log,
    file: `${core}/session/event-lines.ts`,
    name: 'any-response-explained',
    rule: 'Of the requests without a token, only those with a 401 are explained.',
    find: 'named.event.status === 401 && skipped !== undefined',
    replace: 'skipped !== undefined',
  },
  {
    ...log,
    file: `${core}/session/event-lines.ts`,
    name: 'message-in-a-line',
    rule: 'A line shows the code of an error, and not its message.',
    find: '`no new token (${error.code}): ',
    replace: '`no new token (${error.message}): ',
  },
  {
    ...log,
    file: `${core}/log-events.ts`,
    name: 'skipped-kept-for-ever',
    rule: 'Why a request went out without a token is forgotten when the request has ended.',
    find: "    if (named.name === 'finished') skipped.delete(request)\n",
    replace: '',
  },
  {
    ...log,
    file: `${core}/log-events.ts`,
    name: 'endless-line',
    rule: 'A line has at most 200 characters.',
    find: 'clip(`everbearer: ${text}`, longestLine - again.length)',
    replace: '`everbearer: ${text}`',
  },
  {
    ...log,
    file: `${core}/lib/repeated-lines.ts`,
    name: 'line-repeated',
    rule: 'The same line is written once a minute.',
    find: 'if (known !== undefined) known.repeats++',
    replace: 'if (known !== undefined) print(text, level, ++known.repeats)',
  },
  {
    ...log,
    file: `${core}/lib/repeated-lines.ts`,
    name: 'lines-without-bound',
    rule: 'The number of lines that are remembered is bounded.',
    find: ' || written.size >= mostLines',
    replace: '',
  },
]
