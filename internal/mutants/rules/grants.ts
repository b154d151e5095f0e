import type { Mutant } from '../mutant.ts'

const revoke = { tests: ['--project', 'core', 'test/revoke.test.ts'] }
const exchange = { file: 'packages/oauth2/src/grants/token-exchange.ts', tests: ['--project', 'oauth2', 'test/token-exchange.test.ts'] }
const subject = { file: 'packages/oauth2/src/grants/subject-token.ts', tests: exchange.tests }
const device = { file: 'packages/oauth2/src/login/device-code.ts', tests: ['--project', 'oauth2', 'test/login/device-code.test.ts'] }
const code = { tests: ['--project', 'oauth2', 'test/login/authorization-code.test.ts', 'test/grant-secrets.test.ts'] }

export const grants: readonly Mutant[] = [
  {
    ...revoke,
    file: 'packages/core/src/session/revoke-tokens.ts',
    name: 'access-token-revoked-first',
    rule: 'The refresh token is revoked, as that takes its access tokens along.',
    find: 'const token = refreshToken ?? last?.accessToken',
    replace: 'const token = last?.accessToken || refreshToken',
  },
  {
    ...revoke,
    file: 'packages/core/src/session/login.ts',
    name: 'logout-waits-for-revocation',
    rule: 'A logout never waits for the revocation of its tokens.',
    find: 'void work.track(revokeTokens(last, parts))',
    replace: 'await work.track(revokeTokens(last, parts))',
  },
  {
    ...revoke,
    file: 'packages/core/src/session/login.ts',
    name: 'stale-token-revoked',
    rule: 'The token in the store is revoked, which another process may have refreshed.',
    find: 'if (!isEndOfSession(fromStore)) last = fromStore',
    replace: '',
  },
  {
    file: 'packages/core/src/session/obtain-token.ts',
    tests: ['--project', 'core', 'test/interactive.test.ts'],
    name: 'person-in-a-hurry',
    rule: 'A person may take longer to log in than a token request.',
    find: '{ ...settings, ...limits, retries }',
    replace: '{ ...settings, retries }',
  },
  {
    file: 'packages/core/src/session/session.ts',
    tests: ['--project', 'core', 'test/follow-end.test.ts'],
    name: 'end-elsewhere-ignored',
    rule: 'A session ends together with the session that its tokens depend on.',
    find: 'given.source.followEnd?.(() => void logOut(parts).catch(() => {}))',
    replace: 'given.source.followEnd?.(() => {})',
  },
  {
    ...exchange,
    name: 'any-issued-type',
    rule: 'A token of another type than the one asked for is not used.',
    find: 'if (issued === undefined || allowed.includes(issued)) return response',
    replace: 'return response',
  },
  {
    ...exchange,
    name: 'dead-subject-kept',
    rule: 'A coordinator refreshes a token that the server calls dead.',
    find: 'if (!isDeadToken(error)) throw error',
    replace: 'throw error',
  },
  {
    ...exchange,
    name: 'same-subject-sent-twice',
    rule: 'A dead token that no refresh has replaced is not sent again.',
    find: 'if (fresh.every((token, index) => token === tokens[index])) throw error',
    replace: '',
  },
  {
    ...subject,
    name: 'newer-subject-invalidated',
    rule: 'A token that has replaced the dead one stays.',
    find: 'if (input.peek().accessToken === token) input.invalidate()',
    replace: 'input.invalidate()',
  },
  {
    ...subject,
    name: 'shutdown-ends-sessions',
    rule: 'The disposal of the subject ends no session.',
    find: "if (reason === 'disposed') return",
    replace: '',
  },
  {
    ...device,
    name: 'polls-for-nobody',
    rule: 'A login whose prompt failed polls no more.',
    find: 'anySignal([inner, end.signal])',
    replace: 'inner',
  },
  {
    ...device,
    name: 'interval-not-kept',
    rule: 'The interval of slow_down stays for the rest of the login.',
    find: 'interval = next',
    replace: 'void next',
  },
  {
    ...code,
    file: 'packages/oauth2/src/login/authorization-response.ts',
    name: 'two-codes',
    rule: 'A response has one code.',
    find: 'if (!code || others.length > 0)',
    replace: 'if (!code)',
  },
  {
    ...code,
    file: 'packages/oauth2/src/login/used-states.ts',
    name: 'login-finished-twice',
    rule: 'A login is finished once.',
    find: "if (used.has(state)) throw new LoginError('already-used')",
    replace: '',
  },
  {
    ...code,
    file: 'packages/oauth2/src/login/redeem-code.ts',
    name: 'nonce-unchecked',
    rule: 'The ID token has the nonce of its login.',
    find: 'nonce === undefined ? {} : { expectedNonce: nonce }',
    replace: '{}',
  },
  {
    ...code,
    file: 'packages/oauth2/src/login/authorization-code.ts',
    name: 'login-of-another-server',
    rule: 'A login is finished with the server that it went to.',
    find: "if (pending.server !== serverName(issuer, endpoint)) throw new LoginError('wrong-issuer')",
    replace: '',
  },
]
