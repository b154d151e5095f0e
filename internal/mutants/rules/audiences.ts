import type { Mutant } from '../mutant.ts'

const folder = 'packages/core/src/audiences'
const tests = ['--project', 'core', 'test/audiences']
const login = { file: `${folder}/one-login.ts`, tests }
const store = { file: `${folder}/login-store.ts`, tests }
const side = { file: `${folder}/audience-side.ts`, tests }
const record = { file: `${folder}/login-record.ts`, tests }

/** Several audiences of one login: which token goes where, and what all of them share. */
export const audiences: readonly Mutant[] = [
  {
    ...side,
    name: 'audience-of-another-origin',
    rule: 'A request gets the token of the audience that has its origin.',
    find: 'if (url.lastIndexOf(prefix, 0) === 0) return member',
    replace: 'if (url.includes(prefix)) return member',
  },
  {
    ...side,
    name: 'audience-source-waits-for-a-sibling',
    rule: 'A source that waits for the token of another audience fails.',
    find: 'return !hasOwn && bearer !== false && find(url) !== undefined',
    replace: 'return false && !hasOwn && bearer !== false && find(url) !== undefined',
  },
  {
    ...login,
    name: 'audience-stays-signed-in',
    rule: 'The end of a session is the end for all audiences.',
    find: 'driver.endSession(reason, cause)',
    replace: 'void cause',
  },
  {
    ...login,
    name: 'audience-end-told-twice',
    rule: 'The end of a session is emitted once.',
    find: 'isFollowing = true',
    replace: 'isFollowing = false',
  },
  {
    ...login,
    name: 'audience-without-the-login',
    rule: 'A login is known to all audiences at once.',
    find: "driver.dispatch({ kind: 'session-found' })",
    replace: '',
  },
  {
    ...login,
    name: 'audience-subscribed-for-ever',
    rule: 'When one coordinator is disposed of, all end their subscriptions.',
    find: "if (reason === 'disposed') session.retire()",
    replace: '',
  },
  {
    ...login,
    name: 'audience-keeps-an-earlier-refresh',
    rule: 'A token that was requested before a login is not used after it.',
    find: 'if (refresh !== undefined && isSame) continue',
    replace: 'if (refresh !== undefined) continue',
  },
  {
    ...store,
    name: 'audience-refreshes-at-once',
    rule: 'Refreshes of one login run one after the other.',
    find: 'const leave = await turns.next(signal)',
    replace: 'const leave = (await turns.next(signal)) && ((): void => {})',
  },
  {
    ...store,
    name: 'audience-turn-without-end',
    rule: 'A refresh ends its turn.',
    find: 'leave()\n return lease?.release()',
    replace: 'return lease?.release()',
  },
  {
    ...store,
    name: 'audience-token-lost',
    rule: 'A save keeps the tokens of the other audiences.',
    find: 'withRecordOfAudience(last, audience, record)',
    replace: 'withRecordOfAudience(undefined, audience, record)',
  },
  {
    ...record,
    name: 'audience-token-after-logout',
    rule: 'A record of another session keeps no token of the session before.',
    find: 'login.session === record.session && !isEndOfSession(login) && !isEndOfSession(record)',
    replace: 'true',
  },
  {
    ...record,
    name: 'audience-gets-the-login-token',
    rule: 'The token of the login goes to no audience.',
    find: 'return { ...commonOf(record), ...noToken(record) }',
    replace: 'return record',
  },
  {
    file: `${folder}/member-emitter.ts`,
    tests,
    name: 'audience-request-numbers',
    rule: 'Each request of a login has a number of its own.',
    find: '(request - 1) * size + index + 1',
    replace: 'request',
  },
  {
    file: `${folder}/audience-options.ts`,
    tests,
    name: 'audience-origin-twice',
    rule: 'An origin has one audience.',
    find: 'if (taken.has(written)) throw',
    replace: 'if (false) throw',
  },
]
