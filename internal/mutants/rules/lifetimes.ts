import type { Mutant } from '../mutant.ts'

const windows = {
  file: 'packages/core/src/token/token-lifetime.ts',
  tests: ['--project', 'core', 'test/refresh-window.test.ts', 'token/token-lifetime.test.ts'],
}
const timers = { file: 'packages/core/src/lib/unref-clock.ts', tests: ['--project', 'core', 'exit', 'lib/unref-clock.test.ts'] }
const jwt = { file: 'packages/core/src/token/jwt-expiry.ts', tests: ['--project', 'core', 'token/jwt-expiry.test.ts'] }

const dates = { tests: ['--project', 'core', 'server-date.test.ts'] }

export const lifetimes: readonly Mutant[] = [
  {
    ...windows,
    name: 'wall-clock-ignored-at-expiry',
    rule: 'A token is expired once either clock says so: the monotonic clock stops in sleep.',
    find: '!(wall < moment.wall && monotonic < moment.monotonic)',
    replace: '!(monotonic < moment.monotonic)',
  },
  {
    ...windows,
    name: 'monotonic-clock-ignored-at-expiry',
    rule: 'A token is expired once either clock says so: the wall clock may be set back.',
    find: '!(wall < moment.wall && monotonic < moment.monotonic)',
    replace: '!(wall < moment.wall)',
  },
  {
    ...windows,
    name: 'margin-of-a-short-life',
    rule: 'The expiry margin takes at most 5 % of a lifetime.',
    find: 'Math.min(policy.expiryMargin, lifetime * 0.05)',
    replace: 'policy.expiryMargin',
  },
  {
    ...windows,
    name: 'refresh-after-expiry',
    rule: 'A refresh falls due before a token expires, whatever the server or a function wishes.',
    find: 'wanted > 0 ? Math.min(wanted, lifetime - margin) : early',
    replace: 'wanted > 0 ? wanted : early',
  },
  {
    ...jwt,
    name: 'expired-by-a-wrong-clock',
    rule: 'An `exp` in the past tells that this machine’s clock is wrong, and says nothing by itself.',
    find: 'left > 0 && !(whole < left) ? left : whole',
    replace: 'left',
  },
  {
    ...jwt,
    name: 'lifetime-by-a-clock-that-is-behind',
    rule: 'A lifetime is not longer than its claims say, whatever this machine’s clock says.',
    find: '!(whole < left)',
    replace: 'true',
  },
  {
    ...windows,
    name: 'whole-seconds',
    rule: 'A server that counts whole seconds may let a token die up to a second early.',
    find: 'Math.max(margin, Math.min(wholeSecond, lifetime * 0.1))',
    replace: 'margin',
  },
  {
    ...windows,
    name: 'dead-before-the-refresh-is-due',
    rule: 'A token is not dead before its refresh falls due.',
    find: 'hard: Math.max(early, soft)',
    replace: 'hard: early',
  },
  {
    ...timers,
    name: 'background-refresh-holds-the-process',
    rule: 'A refresh for which nobody waits keeps no process alive.',
    find: 'if (callers === 0) keepAlive(timer, false)',
    replace: '',
  },
  {
    ...timers,
    name: 'waiting-caller-loses-the-process',
    rule: 'A caller who waits for a refresh in the background keeps the process alive.',
    find: 'if (before === 0 || callers === 0) for',
    replace: 'if (callers === 0) for',
  },
  {
    ...dates,
    file: 'packages/core/src/token/token-response.ts',
    name: 'exp-by-this-clock',
    rule: 'The `exp` of a JWT is compared with the Date of its response.',
    find: 'serverNow(serverDateOf(response), wall)',
    replace: 'wall',
  },
  {
    ...dates,
    file: 'packages/core/src/token/server-now.ts',
    name: 'any-date-counts',
    rule: 'A Date that is further away than a day is no clock.',
    find: 'date !== undefined && Math.abs(date - wall) <= mostDifference',
    replace: 'date !== undefined',
  },
  {
    ...dates,
    file: 'packages/core/src/token/server-now.ts',
    name: 'date-of-another-zone-ignored',
    rule: 'A Date within a day counts.',
    find: '<= mostDifference',
    replace: '<= mostDifference / 2',
  },
  {
    ...dates,
    file: 'packages/core/src/token/map-response.ts',
    name: 'date-lost-by-the-map',
    rule: 'Other names for the fields do not lose the Date.',
    find: 'return withServerDateOf(mapped, response)',
    replace: 'return mapped',
  },
  {
    ...dates,
    file: 'packages/core/src/token/shared-refresh-token.ts',
    name: 'date-lost-by-the-family',
    rule: 'A family of refresh tokens does not lose the Date.',
    find: 'withServerDateOf({ ...response, refresh_token: newest }, response)',
    replace: '{ ...response, refresh_token: newest }',
  },
  {
    file: 'packages/oauth2/src/token-request.ts',
    tests: ['--project', 'oauth2', 'token-responses'],
    name: 'date-lost-by-oauth2',
    rule: 'A source of this package hands the Date on.',
    find: "withServerDate(body as TokenResponse, response.headers.get('date'))",
    replace: 'body as TokenResponse',
  },
]
