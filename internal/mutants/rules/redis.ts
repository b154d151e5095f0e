import type { Mutant } from '../mutant.ts'

const source = 'packages/redis/src'
const tests = (...files: string[]): string[] => ['--project', 'redis', ...files.map((file) => `packages/redis/test/${file}.test.ts`)]
const scripts = { file: `${source}/scripts.ts`, tests: tests('server') }
const held = { file: `${source}/hold-lease.ts`, tests: tests('hold-lease') }
const wait = { file: `${source}/acquire-lease.ts`, tests: tests('hold-lease') }
const key = { file: `${source}/session-key.ts`, tests: tests('session-key') }
const notices = { file: `${source}/notices.ts`, tests: tests('clients') }

/** A store on Redis loses no record, shows no record, and frees its lease. */
export const redis: readonly Mutant[] = [
  {
    ...scripts,
    name: 'redis-save-without-compare',
    rule: 'A save compares the revision.',
    find: "if (stored[1] or '0') ~= ARGV[1] then return 0 end",
    replace: '',
  },
  {
    ...scripts,
    name: 'redis-logout-expires-early',
    rule: 'A save never shortens the time that a record has left.',
    find: 'if left ~= -1 and tonumber(ARGV[4]) > left then',
    replace: 'if left ~= -1 then',
  },
  {
    ...scripts,
    name: 'redis-repeated-save',
    rule: 'A save that the client sends twice counts as saved.',
    find: 'if stored[2] == ARGV[3] then return 1 end',
    replace: '',
  },
  {
    ...scripts,
    name: 'redis-publish-needed',
    rule: 'A save needs no permission for PUBLISH.',
    find: "redis.pcall('PUBLISH', ARGV[5], ARGV[6])",
    replace: "redis.call('PUBLISH', ARGV[5], ARGV[6])",
  },
  {
    ...scripts,
    name: 'redis-release-of-another',
    rule: 'A release ends its own lease only.',
    find: "if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end\nredis.call('DEL', KEYS[1])",
    replace: "redis.call('DEL', KEYS[1])",
  },
  {
    ...held,
    name: 'redis-lease-never-ends',
    rule: 'A lease that no renewal confirms is lost at its end.',
    find: 'if (clock.monotonic() >= end) return lose()',
    replace: '',
  },
  {
    ...held,
    name: 'redis-lease-counted-from-reply',
    rule: 'A renewed lease lives from the moment when its renewal was sent.',
    find: 'if (isOurs) end = began + leaseTime',
    replace: 'if (isOurs) end = Infinity',
  },
  {
    ...held,
    name: 'redis-lease-of-another',
    rule: 'A lease is lost when another process holds it.',
    find: 'else lose()',
    replace: '',
  },
  {
    ...wait,
    name: 'redis-late-lease-kept',
    rule: 'A lease that comes after the end of the wait is given back.',
    find: 'if (!signal.aborted && clock.monotonic() < asked + leaseTime)',
    replace: 'if (clock.monotonic() < asked + leaseTime)',
  },
  {
    ...wait,
    name: 'redis-ended-lease-kept',
    rule: 'A lease that comes after its own end is given back.',
    find: 'if (!signal.aborted && clock.monotonic() < asked + leaseTime)',
    replace: 'if (!signal.aborted)',
  },
  {
    ...key,
    name: 'redis-key-unescaped',
    rule: 'A string can’t change the hash tag of its names.',
    find: '{${encodeURIComponent(key)}}',
    replace: '{${key}}',
  },
  {
    ...key,
    name: 'redis-login-by-scope',
    rule: 'The lease, the claim and the refresh token belong to the login, whatever the scope.',
    find: 'return withBase(`${prefix}:{#${session}}`,',
    replace: 'return withBase(`${prefix}:{#${await hash([session, token])}}`,',
  },
  {
    ...notices,
    name: 'redis-own-saves-heard',
    rule: 'A process does not read the store again after its own save.',
    find: "if (kind !== 'released' && !isOwn)",
    replace: "if (kind !== 'released')",
  },
  {
    ...notices,
    name: 'redis-save-unheard',
    rule: 'A message of a save reaches the processes that share the record.',
    find: "    if (kind !== 'released' && !isOwn) call(ofSaves)\n",
    replace: '',
  },
  {
    file: `${source}/hub.ts`,
    tests: tests('server'),
    name: 'redis-gap-untold',
    rule: 'After a reconnect, listeners are called once.',
    find: 'member.isSubscribed = true',
    replace: '',
  },
  {
    file: `${source}/connection.ts`,
    tests: tests('replies'),
    name: 'redis-error-with-command',
    rule: 'An error shows nothing of the command.',
    find: '`Redis did not run ${command}${codeOf(error)}.`',
    replace: '`Redis did not run ${command}${codeOf(error)}.`, error',
  },
  {
    file: `${source}/check-eviction.ts`,
    tests: tests('eviction'),
    name: 'redis-eviction-untold',
    rule: 'A server that does not tell its policy is refused.',
    find: 'throw new StoreError(`Redis does not tell',
    replace: 'if (Date.now() === 0) throw new StoreError(`Redis does not tell',
  },
  {
    file: `${source}/record-expiry.ts`,
    tests: tests('record-expiry'),
    name: 'redis-refresh-token-expires-early',
    rule: 'A record lives as long as its refresh token.',
    find: 'Math.max(access, refresh, 0)',
    replace: 'Math.max(access, 0)',
  },
  {
    file: `${source}/redis-store.ts`,
    tests: tests('server'),
    name: 'redis-too-few-replicas',
    rule: 'A save with too few acknowledgements counts as failed.',
    find: 'if (acknowledged < wait)',
    replace: 'if (acknowledged < 0)',
  },
  {
    file: `${source}/record-parts.ts`,
    tests: tests('record-parts'),
    name: 'access-token-of-another-session',
    rule: 'An access token of an earlier session counts for nothing.',
    find: 'token?.session === login.session && login.loggedOut !== true',
    replace: 'login.loggedOut !== true',
  },
  {
    file: `${source}/record-parts.ts`,
    tests: tests('record-parts'),
    name: 'access-token-after-a-logout',
    rule: 'A logout ends all access tokens of its login.',
    find: 'token?.session === login.session && login.loggedOut !== true',
    replace: 'token?.session === login.session',
  },
  {
    file: `${source}/record-parts.ts`,
    tests: tests('record-parts'),
    name: 'encrypted-record-divided',
    rule: 'An encrypted record is not divided.',
    find: "if (record.accessToken.includes(' ')) {",
    replace: "if (record.accessToken.includes('no such mark')) {",
  },
]
