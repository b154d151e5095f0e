import type { Mutant } from '../mutant.ts'

const pool = 'packages/core/src/pool'
const tests = (file: string): string[] => ['--project', 'core', `test/pool/${file}.test.ts`]
const idle = { file: `${pool}/idle-release.ts`, tests: tests('idle-release') }
const events = { file: `${pool}/account-events.ts`, tests: tests('account-events') }
const side = { file: 'packages/core/src/adapter/pool-side.ts', tests: ['--project', 'fetch', 'test/pools.test.ts'] }

/** Pools: which requests they serve, which coordinators stay, and whose events are told. */
export const pools: readonly Mutant[] = [
  {
    ...side,
    name: 'pool-sends-without-a-token',
    rule: 'A request of a client for a pool that names no coordinator is not sent.',
    find: 'bearer === false ? undefined : Promise.reject(noCoordinator())',
    replace: 'bearer === undefined || bearer === false ? undefined : Promise.reject(noCoordinator())',
  },
  {
    ...side,
    name: 'pool-without-a-way-out',
    rule: 'A request of a client for a pool that says `bearer: false` is sent without a token.',
    find: 'bearer === false ? undefined : Promise.reject(noCoordinator())',
    replace: 'bearer === undefined ? undefined : Promise.reject(noCoordinator())',
  },
  {
    ...side,
    name: 'pool-rejects-at-once',
    rule: 'A request of a client for a pool that is not sent cancels its stream.',
    find: 'Promise.reject(noCoordinator())',
    replace: '(() => { throw noCoordinator() })()',
  },
  {
    file: 'packages/ofetch/src/own-error.ts',
    tests: ['--project', 'ofetch', 'test/pools.test.ts'],
    name: 'pool-error-as-network-failure',
    rule: 'ofetch does not retry a request that names no coordinator.',
    find: " || (error as { readonly code?: unknown } | undefined)?.code === 'ERR_NO_COORDINATOR'",
    replace: '',
  },
  {
    ...idle,
    name: 'released-in-the-middle',
    rule: 'A coordinator with a refresh token under way stays until the response is saved.',
    find: '    await member.session.idle()\n',
    replace: '    await undefined\n',
  },
  {
    ...idle,
    name: 'released-although-used',
    rule: 'A coordinator that is asked for while its release waits stays for the whole time of `idle`.',
    find: 'if (isIdle(member)) release(member)',
    replace: 'release(member)',
  },
  {
    ...idle,
    name: 'no-timer-after-the-wait',
    rule: 'A coordinator that stayed because of its work is looked for again.',
    find: 'if (isIdle(member)) release(member)\n    arm()',
    replace: 'if (isIdle(member)) release(member)',
  },
  {
    ...idle,
    name: 'timer-over-and-over',
    rule: 'No timer is set for a coordinator whose release waits for its work.',
    find: '      if (isReleasing) continue\n',
    replace: '',
  },
  {
    ...idle,
    name: 'idle-timer-left',
    rule: 'A pool that was disposed of has no timer.',
    find: 'if (timer !== undefined) clock.clearTimeout(timer.id)',
    replace: '',
  },
  {
    ...idle,
    name: 'idle-timer-keeps-the-process',
    rule: 'The timer of a pool does not keep the process alive.',
    find: 'const clock = createUnrefClock(given)',
    replace: 'const clock = given',
  },
  {
    file: `${pool}/create-coordinator-pool.ts`,
    tests: tests('idle-release'),
    name: 'idle-by-timer-alone',
    rule: 'Each use of a pool looks for idle coordinators, as timers may not run.',
    find: '      idleRelease?.check()\n',
    replace: '      if (members.size === 1) idleRelease?.check()\n',
  },
  {
    file: `${pool}/members.ts`,
    tests: tests('idle-release'),
    name: 'idle-since-its-creation',
    rule: 'The time of `idle` counts from the last use.',
    find: '      member.lastUse = now()\n',
    replace: '',
  },
  {
    ...events,
    name: 'events-of-present-coordinators',
    rule: 'A listener of a pool gets the events of coordinators that are created later.',
    find: 'for (const subscription of subscriptions) subscribe(subscription, account, coordinator)',
    replace: '',
  },
  {
    ...events,
    name: 'events-of-later-coordinators',
    rule: 'A listener of a pool gets the events of coordinators that are in the pool already.',
    find: 'for (const [coordinator, account] of accounts) subscribe(subscription, account, coordinator)',
    replace: '',
  },
  {
    ...events,
    name: 'events-after-the-subscription',
    rule: 'A listener that has unsubscribed gets no event of a coordinator that has left the pool.',
    find: '      if (!subscriptions.has(subscription)) return undefined\n',
    replace: '',
  },
  {
    ...events,
    name: 'pool-listens-to-all',
    rule: 'Requests emit nothing while nobody listens to their events at the pool.',
    find: 'offs.set(coordinator, coordinator.on(name, forward))',
    replace: 'offs.set(coordinator, [coordinator.on(name, forward), coordinator.on("*", () => {})][0]!)',
  },
  {
    file: `${pool}/members.ts`,
    tests: tests('account-events'),
    name: 'onevict-throws',
    rule: 'An error of `onEvict` harms nobody.',
    find: 'callListener(() => onEvict(account, reason), undefined)',
    replace: 'void onEvict(account, reason)',
  },
]
