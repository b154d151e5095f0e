import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const sessionTests = tests('sessions.test.ts', 'lifecycle.test.ts', 'pitfalls')
const session = { file: `${core}/session/session.ts`, tests: sessionTests }

const toldLogout = { file: `${core}/session/session-driver.ts`, tests: tests('told-logout.test.ts') }

const toldLogouts: readonly Mutant[] = [
  {
    ...toldLogout,
    name: 'logout-told-before-its-save',
    rule: 'The event of a logout comes when the store has the logout.',
    find: 'if (saved === undefined) return tellEnd()',
    replace: 'return tellEnd()',
  },
  {
    ...toldLogout,
    name: 'logout-told-after-the-next-login',
    rule: 'The end of a session is told before the next session begins.',
    find: "if (event.kind === 'token-received' || event.kind === 'session-ended') tellEnd()",
    replace: '',
  },
  {
    ...toldLogout,
    name: 'logout-told-by-an-earlier-save',
    rule: 'The save of one logout does not announce the next.',
    find: 'end === untoldEnd && tellEnd()',
    replace: 'tellEnd()',
  },
]

/** A call belongs to the session in which it began, and no session comes back. */
export const sessions: readonly Mutant[] = [
  {
    ...session,
    file: 'packages/core/src/session/session.ts',
    name: 'wait-outlives-session',
    rule: 'A call that waits fails as soon as its session has ended.',
    find: '.join(signal)\n      ;(of as PresentSession).throwIfEnded()',
    replace: '.join(signal)',
  },
  {
    ...session,
    name: 'retry-in-the-next-session',
    rule: 'A retry belongs to the session in which its call began.',
    find: 'throwIfAborted(signal)\n      ;(of as PresentSession).throwIfEnded()',
    replace: 'throwIfAborted(signal)',
  },
  {
    ...session,
    file: 'packages/core/src/session/rejections.ts',
    name: 'rejected-in-another-session',
    rule: 'What was sent in one session is not sent again in the next.',
    find: "if (sent.session !== session.identity) return 'session-over'",
    replace: '',
    tests: tests('sessions.test.ts'),
  },
  {
    ...session,
    file: 'packages/core/src/session/rejections.ts',
    name: 'sent-after-the-end',
    rule: 'What is sent is what is current at the moment of sending.',
    find: 'return sent.session === driver.state.session.identity && token !== undefined && isSameToken(token.authorization, sent)',
    replace: 'return true',
    tests: ['--project', 'repository', 'user-switch.test.ts'],
  },
  {
    ...session,
    file: 'packages/core/src/session/login.ts',
    name: 'login-keeps-session',
    rule: 'A login ends the session before it.',
    find: "if (present.kind === 'named') driver.endSession('replaced')",
    replace: '',
  },
  {
    ...session,
    file: 'packages/core/src/session/login.ts',
    name: 'login-keeps-refresh-token',
    rule: 'A login keeps neither refresh token nor scope of the session before it.',
    find: 'nextStoredToken(grant, undefined, { ...next, session: randomId()',
    replace: 'nextStoredToken(grant, known, { ...next, session: randomId()',
  },
  {
    ...session,
    file: 'packages/core/src/session/refresh.ts',
    name: 'initial-token-after-logout',
    rule: 'A refresh token to begin with begins the first session alone.',
    find: "const isFirst = past.ended === undefined && session.kind === 'unnamed'",
    replace: "const isFirst = session.kind === 'unnamed'",
    tests: ['--project', 'core', '--project', 'oauth2', 'model', 'refresh-token.test.ts'],
  },
  {
    ...session,
    file: 'packages/core/src/session/session-driver.ts',
    name: 'end-told-on-each-clear',
    rule: 'The end of a session is told once.',
    find: "if (id !== undefined || (before.end.kind === 'open' && state.end.kind === 'ended')) untoldEnd =",
    replace: 'untoldEnd =',
  },
  {
    ...session,
    file: 'packages/core/src/session/transition.ts',
    name: 'cooldown-outlives-login',
    rule: 'A new token ends the cooldown.',
    find: "withActiveToken(reopened(state, { kind: 'idle' }), token, false)",
    replace: 'withActiveToken(reopened(state, endpointWith(cooldownOf(state))), token, false)',
  },
  {
    ...session,
    file: 'packages/core/src/session/session-driver.ts',
    name: 'timer-in-cooldown',
    rule: 'The timer leaves the token endpoint alone during a cooldown.',
    find: 'return Math.max(untilDue, remainingCooldown(state, clock.monotonic()))',
    replace: 'return untilDue',
    tests: tests('proactive.test.ts'),
  },
  {
    ...session,
    file: 'packages/core/src/session/session-driver.ts',
    name: 'logout-ends-own-credentials',
    rule: 'After a logout, a source with credentials of its own gets another token.',
    find: "reason !== 'replaced' && (reason !== 'cleared' || !mayObtain())",
    replace: "reason !== 'replaced'",
  },
  {
    ...session,
    file: 'packages/core/src/session/transition.ts',
    name: 'arrives-dead',
    rule: 'A token that had expired when it came is not asked for again and again.',
    find: 'refresh.isExpired ? state.past.expiredInARow + 1 : 0',
    replace: '0',
    tests: tests('refresh-window.test.ts'),
  },
  {
    ...session,
    file: 'packages/core/src/session/refresh.ts',
    name: 'ended-source-asked-again',
    rule: 'A source that has ended the session is not asked again before there is another token.',
    find: "if (failure?.class === 'session-ended') {",
    replace: 'if (false) {',
    tests: tests('source-responses.test.ts'),
  },
  {
    ...session,
    file: 'packages/core/src/session/session-driver.ts',
    name: 'serving-token-replaced-by-a-dead-one',
    rule: 'A refresh that fails leaves the token in its place that serves still.',
    find: 'else if (serving !== undefined && id === known.session)',
    replace: 'else if (serving === undefined && id === known.session)',
    tests: tests('store.test.ts'),
  },
  ...toldLogouts,
]
