import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const decision = { file: `${core}/policy/sign-in.ts`, tests: tests('before-sign-in.test.ts') }
const status = { file: `${core}/policy/session-status.ts`, tests: tests('peek.test.ts') }
const session = { file: `${core}/session/session.ts`, tests: tests('before-sign-in.test.ts') }
const coordinator = { file: `${core}/adapter/create-adapter-side.ts`, tests: tests('before-sign-in.test.ts') }

/** Requests go out without a token before any session, and at no other time; `peek()` shows what a request would get. */
export const signIn: readonly Mutant[] = [
  {
    ...decision,
    name: 'without-token-after-session',
    rule: 'After a session, no request goes out without a token.',
    find: 'lastSession === undefined && (lastEnd',
    replace: '(lastEnd',
  },
  {
    ...decision,
    name: 'without-token-after-logout',
    rule: 'After a logout, no request goes out without a token, be it before any session.',
    find: "(lastEnd === undefined || lastEnd === 'not-signed-in')",
    replace: 'true',
  },
  {
    ...decision,
    name: 'without-token-after-dead-token',
    rule: 'A dead refresh token to begin with is no proof that nobody has signed in.',
    find: " && (failure === undefined || failure.class === 'session-ended')",
    replace: '',
    tests: tests('sign-in.test.ts'),
  },
  {
    ...coordinator,
    name: 'without-token-unavailable',
    rule: 'While a token is merely unavailable, no request goes out without a token.',
    find: "beforeSignIn === 'send-without-token' && error instanceof SessionEndedError && error.reason === 'not-signed-in'",
    replace: "beforeSignIn === 'send-without-token'",
  },
  {
    ...coordinator,
    name: 'without-token-by-default',
    rule: 'By default, a request fails while nobody is signed in.',
    find: "beforeSignIn === 'send-without-token' && error instanceof",
    replace: 'error instanceof',
  },
  {
    ...coordinator,
    name: 'sent-past-login',
    rule: 'A login between the answer of the source and the sending counts.',
    find: '!allows(url) || session.isBeforeSignIn',
    replace: 'true',
  },
  {
    ...session,
    file: 'packages/core/src/session/refresh.ts',
    name: 'sign-in-ends-waiting-calls',
    rule: 'A call that went out without a token joins the first session that begins.',
    find: "if (reason === 'not-signed-in' && settings.beforeSignIn === 'send-without-token') {",
    replace: 'if (false) {',
  },
  {
    ...session,
    file: 'packages/core/src/session/sync-from-store.ts',
    name: 'blind-to-sign-in-elsewhere',
    rule: 'A session of another process whose token has expired is refreshed here.',
    find: 'if (newer === undefined) return signInElsewhere(latest)',
    replace: 'if (newer === undefined) return',
  },
  {
    file: 'packages/core/src/session/run-refresh.ts',
    name: 'unread-store-is-empty',
    rule: 'A store that could not be read may hold a session.',
    find: 'if (isAway && token === undefined) return',
    replace: 'if (false) return',
    tests: tests('before-sign-in.test.ts', 'peek.test.ts'),
  },
  {
    ...status,
    name: 'peek-guesses',
    rule: 'The status is unknown until store or source has said whether there is a session.',
    find: "? 'ended' : 'unknown'",
    replace: "? 'ended' : 'ended'",
  },
  {
    ...status,
    name: 'peek-forgets-logout',
    rule: 'After a logout, the status is ended.',
    find: " || lastEnd === 'cleared'",
    replace: '',
  },
  {
    ...status,
    name: 'peek-prints-token',
    rule: 'What `peek()` gives prints without the token.',
    find: '{ value: accessToken }',
    replace: '{ value: accessToken, enumerable: true }',
  },
  {
    ...session,
    file: 'packages/core/src/session/session.ts',
    name: 'peek-shows-dead-token',
    rule: '`peek()` shows no token that a request would not get.',
    find: 'driver.usableToken()?.record.accessToken',
    replace: "(driver.state.token.kind === 'active' ? driver.state.token.token.record.accessToken : undefined)",
    tests: tests('peek.test.ts'),
  },
  {
    ...session,
    file: 'packages/core/src/session/session.ts',
    name: 'peek-is-use',
    rule: '`peek()` starts nothing, and is no use of the token.',
    find: 'driver.usableToken()?.record.accessToken',
    replace: 'currentToken()?.record.accessToken',
    tests: tests('peek.test.ts'),
  },
]
