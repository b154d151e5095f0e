import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const store = { file: `${core}/session/resilient-store.ts`, tests: tests('store-faults.test.ts', 'store.test.ts') }
const pending = { file: `${core}/policy/pending-write.ts`, tests: tests('policies.test.ts') }
const memory = { file: `${core}/session/in-memory-store.ts`, tests: tests('session/in-memory-store.test.ts') }

/** A store loses and replaces nothing. */
export const stores: readonly Mutant[] = [
  {
    ...store,
    file: 'packages/core/src/session/resilient-store.ts',
    name: 'compare-with-the-session',
    rule: 'A login compares with what the store has, not with what its session knew.',
    find: "const saved = await calls.write(withGenerationAbove(loaded.fromStore, next.record), loaded.fromStore?.revision ?? 0, () => pending === next)\n    if (saved === 'saved' && pending === next) pending = undefined\n    if",
    replace:
      "const saved = await calls.write(withGenerationAbove(loaded.fromStore, next.record), next.record.revision, () => pending === next)\n    if (saved === 'saved' && pending === next) pending = undefined\n    if",
    tests: tests('store-faults.test.ts'),
  },
  {
    ...store,
    name: 'login-not-retried',
    rule: 'A login that lost the compare-and-set is written over what is older.',
    find: "if (saved !== 'conflict') return saved === 'saved' || pending !== next ? 'stored' : 'pending'",
    replace: "return 'stored'",
    tests: tests('store-faults.test.ts'),
  },
  {
    ...store,
    file: `${core}/session/store-calls.ts`,
    name: 'store-errors-in-the-open',
    rule: 'A store’s own error is not handed on as it is.',
    find: "error instanceof StoreError ? error : new StoreError(`The store's ${operation} failed${reasonOf(error)}.`, error)",
    replace: 'error as StoreError',
  },
  {
    ...pending,
    name: 'refresh-over-anything',
    rule: 'A refresh that is owed replaces only the record that it was asked on.',
    find: "return fromStore.session === record.session && isSameToken(fromStore, record) ? 'done' : 'void'",
    replace: "return 'write'",
  },
  {
    ...pending,
    name: 'logout-over-newer-login',
    rule: 'A login or logout that is owed is paid only over what is older.',
    find: "return isOlder ? 'write' : 'void'",
    replace: "return 'write'",
  },
  {
    ...pending,
    name: 'logout-not-over-its-own-session',
    rule: 'A logout that is owed ends its session, refreshed meanwhile or not.',
    find: "if (isEndOfSession(record)) return isEndOfSession(fromStore) ? 'done' : 'write'",
    replace: "if (isEndOfSession(record)) return isEndOfSession(fromStore) ? 'done' : 'void'",
  },
  {
    file: `${core}/token/read-stored-token.ts`,
    name: 'record-of-any-version',
    rule: 'A record of another version is a failure of the store.',
    find: "if (number(given, 'version', 0, mostCount) !== recordVersion) {",
    replace: 'if (false) {',
    tests: tests('store-faults.test.ts'),
  },
  {
    file: `${core}/token/read-stored-token.ts`,
    name: 'null-is-a-value',
    rule: 'Null is absent.',
    find: 'from[name] === undefined || from[name] === null ? undefined',
    replace: 'from[name] === undefined ? undefined',
    tests: tests('store-faults.test.ts'),
  },
  {
    file: `${core}/token/read-stored-token.ts`,
    name: 'generation-without-bound',
    rule: 'A generation stays where numbers can be counted on.',
    find: 'const mostCount = 2 ** 48',
    replace: 'const mostCount = Infinity',
    tests: tests('store-faults.test.ts'),
  },
  {
    ...memory,
    name: 'memory-without-compare',
    rule: 'In memory, too, a writer who expects another revision changes nothing.',
    find: '|| (stored?.revision ?? 0) !== expected',
    replace: '',
  },
  {
    ...memory,
    name: 'memory-takes-the-unwanted',
    rule: 'In memory, too, nothing is saved for a session that is over.',
    find: '!isWanted() ||',
    replace: '',
  },
  {
    ...memory,
    name: 'memory-generation-repeated',
    rule: 'A login in memory has a generation above the one that it replaces.',
    find: 'withGenerationAbove(stored, record)',
    replace: 'record',
  },
  {
    file: `${core}/session/options.ts`,
    name: 'bare-store-in-memory',
    rule: 'A store that defineStore did not make is rejected.',
    find: 'options.store === undefined ? openInMemoryStore : openerOf(options.store)',
    replace: 'openerOf(options.store) ?? openInMemoryStore',
    tests: tests('session/options.test.ts'),
  },
  {
    file: `${core}/session/define-store.ts`,
    tests: ['--project', 'testing', 'memory-store'],
    name: 'live-records-in-memory',
    rule: 'A change to a record of a memory store does not change the store.',
    find: 'const load = (): StoredToken | undefined => text && JSON.parse(text)',
    replace:
      'const live = new Map<string, StoredToken>()\n  const load = (): StoredToken | undefined => text && (live.get(text) ?? live.set(text, JSON.parse(text)).get(text))',
  },
]
