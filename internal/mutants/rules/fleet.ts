import type { Mutant } from '../mutant.ts'

const session = 'packages/core/src/session'
const fleet = { tests: ['--project', 'core', 'fleet.test.ts'] }

/** One token among many processes: leases and claims. */
export const fleetRules: readonly Mutant[] = [
  {
    ...fleet,
    name: 'lease-awaited-though-a-token-is-there',
    rule: 'A wait for a lease ends when another process has a token.',
    file: `${session}/wait-for-lease.ts`,
    find: 'if (loaded === undefined || isOver(loaded.fromStore)) break',
    replace: 'if (loaded === undefined) break',
  },
  {
    ...fleet,
    name: 'late-lease-kept',
    rule: 'A lease that comes after the wait has ended is given back.',
    file: `${session}/wait-for-lease.ts`,
    find: 'if (noMore.signal.aborted || signal.aborted) return granted && release(granted)',
    replace: '',
  },
  {
    ...fleet,
    name: 'lease-asked-of-an-absent-store',
    rule: 'A store that is away costs one time limit.',
    file: `${session}/wait-for-lease.ts`,
    find: 'if (first === undefined || isOver(first.fromStore)) return undefined',
    replace: '',
  },
  {
    ...fleet,
    name: 'lease-wait-without-end',
    rule: 'A source that can obtain waits for a lease no longer than leaseWait.',
    file: `${session}/refresh.ts`,
    find: 'mayFallBack(source, known?.session) ? store.leaseWait : settings.maxRetryTime',
    replace: 'settings.maxRetryTime',
  },
  {
    ...fleet,
    name: 'lease-wait-too-short',
    rule: 'A source that can only refresh waits for the process that refreshes.',
    file: `${session}/refresh.ts`,
    find: 'mayFallBack(source, known?.session) ? store.leaseWait : settings.maxRetryTime',
    replace: 'settings.refreshTimeout',
  },
  {
    ...fleet,
    name: 'lost-lease-fails-the-refresh',
    rule: 'A refresh begins again with another lease after it has lost its lease.',
    file: `${session}/refresh.ts`,
    find: "if (result.kind !== 'lease-lost' || lease === mostLeases) return settle(result)",
    replace: 'return settle(result)',
  },
  {
    ...fleet,
    name: 'claim-outlives-its-lease',
    rule: 'The claim of a process that has lost its lease is in doubt.',
    file: `${session}/claim-watch.ts`,
    find: 'const isOver = holdsLease() ||',
    replace: 'const isOver =',
  },
  {
    ...fleet,
    name: 'claim-taken-over-too-early',
    rule: 'A source that can only refresh takes over a claim only when its own token has ended.',
    file: `${session}/claim-watch.ts`,
    find: 'isOver && !(isServing() && !mayFallBack(settings.source, token?.session))',
    replace: 'isOver',
  },
  {
    ...fleet,
    name: 'own-claim-in-doubt-though-not-presented',
    rule: 'A claim whose token was not presented is free for its owner.',
    file: `${session}/claim-watch.ts`,
    find: "return presentations.hasPresented(token?.refreshToken) ? 'in doubt' : 'free'",
    replace: "return 'in doubt'",
  },
  {
    ...fleet,
    name: 'handed-over-after-a-pause',
    rule: 'A process that was paused reads its claim again before it presents the refresh token.',
    file: `${session}/present-refresh-token.ts`,
    find: 'if (left > 0 || settings.clock.wall() - claim.at > longestHandOver) {',
    replace: 'if (left > 0) {',
  },
]
