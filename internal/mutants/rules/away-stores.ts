import type { Mutant } from '../mutant.ts'

const session = 'packages/core/src/session'
const fleet = { tests: ['--project', 'core', 'fleet.test.ts'] }

/** Stores that are away, have a clock of their own, or have lost a write. */
export const awayStores: readonly Mutant[] = [
  {
    ...fleet,
    name: 'presented-while-the-store-is-away',
    rule: 'Without a claim, a refresh token is presented only if whenStoreIsAway allows that.',
    file: `${session}/present-refresh-token.ts`,
    find: "if (!store.mayGoOn) return 'away'",
    replace: '',
  },
  {
    ...fleet,
    name: 'claim-skipped-in-silence',
    rule: 'An event reports a refresh token that is presented without a claim.',
    file: `${session}/present-refresh-token.ts`,
    find: "emit('claim-skipped', { attempt: presentations.count })",
    replace: '',
  },
  {
    ...fleet,
    name: 'cooldown-grows-while-the-store-is-away',
    rule: 'The cooldown after a failure of the store stays short.',
    file: 'packages/core/src/policy/cooldown.ts',
    find: 'failure.cause instanceof StoreError ? 1 :',
    replace: '',
  },
  {
    ...fleet,
    name: 'hanging-store-called-again',
    rule: 'A store that took too long is not called for a while.',
    file: `${session}/store-calls.ts`,
    find: 'skippedUntil = clock.monotonic() + breakerTime',
    replace: '',
  },
  {
    ...fleet,
    name: 'return-of-the-store-missed',
    rule: 'A session reads the store again when the store is back.',
    file: `${session}/resilient-store.ts`,
    find: 'else if (store.subscribe !== undefined) notice()',
    replace: '',
  },
  {
    ...fleet,
    name: 'absent-store-not-looked-for',
    rule: 'A session looks for the return of its store.',
    file: `${session}/resilient-store.ts`,
    find: 'if (calls.isFailing) lookLater()\n    else if',
    replace: 'if',
  },
  {
    ...fleet,
    name: 'absent-store-looked-for-after-dispose',
    rule: 'Nothing asks the store after dispose().',
    file: `${session}/resilient-store.ts`,
    find: 'clock.clearTimeout(probe)\n unsubscribe()',
    replace: 'unsubscribe()',
  },
  {
    ...fleet,
    name: 'logout-that-was-not-saved-in-silence',
    rule: 'clear() rejects if the store could not save the logout.',
    file: `${session}/login.ts`,
    find: "if (result === 'pending') throw",
    replace: 'if (false) throw',
  },
  {
    ...fleet,
    name: 'age-by-the-process-clock',
    rule: 'The age of an adopted token is the store’s.',
    file: `${session}/store-calls.ts`,
    find: 'shiftMoments(recordForKey(fromStore, ownKey), -offset)',
    replace: 'recordForKey(fromStore, ownKey)',
  },
  {
    ...fleet,
    name: 'saved-by-the-process-clock',
    rule: 'The moments of a saved record are by the store’s clock.',
    file: `${session}/store-calls.ts`,
    find: 'shiftMoments({ ...withKey(next, ownKey), revision: expected + 1 }, offset)',
    replace: '{ ...withKey(next, ownKey), revision: expected + 1 }',
  },
  {
    ...fleet,
    name: 'lost-write-left-lost',
    rule: 'A process that knows a newer record than the store saves that record again.',
    file: `${session}/sync-from-store.ts`,
    find: 'return bringForward(fromStore)',
    replace: 'return',
  },
  {
    ...fleet,
    name: 'written-over-a-refresh',
    rule: 'A lost write is left to a refresh in progress.',
    file: `${session}/sync-from-store.ts`,
    find: "if (known === undefined || end.kind === 'ended' || endpoint.kind === 'refreshing') return",
    replace: "if (known === undefined || end.kind === 'ended') return",
  },
]
