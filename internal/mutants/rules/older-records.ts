import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const store = { file: `${core}/session/encrypted.ts`, tests: tests('session/encrypted-rollback.test.ts') }
const older = { file: `${core}/policy/older-record.ts`, tests: tests('policy/older-record.test.ts') }

/** An encrypted store gives no older record, and loses no newer one. */
export const olderRecords: readonly Mutant[] = [
  {
    ...older,
    name: 'lower-generation-believed',
    rule: 'In one session, a record of a lower generation is older.',
    find: 'fromStore.generation < newest.generation || (',
    replace: '(',
  },
  {
    ...older,
    name: 'revision-alone-decides',
    rule: 'After a loss, revisions begin anew, and a higher generation is newer.',
    find: 'fromStore.generation < newest.generation || (fromStore.generation === newest.generation && isEarlierWrite)',
    replace: 'isEarlierWrite',
  },
  {
    ...older,
    name: 'later-session-taken-for-older',
    rule: 'A session that began later is not replaced.',
    find: 'isEarlierWrite && fromStore.sessionStart < newest.sessionStart',
    replace: 'isEarlierWrite',
  },
  {
    ...older,
    name: 'claim-of-another-process-erased',
    rule: 'A claim in the store stays when a newer record is written over its record.',
    find: 'keepClaim(fromStore, newest)',
    replace: 'newest',
  },
  {
    ...older,
    name: 'lost-claim-forgotten',
    rule: 'A claim that the store has lost is restored.',
    file: 'packages/core/src/token/keep-claim.ts',
    find: 'fromStore?.claim !== undefined && ',
    replace: '',
    tests: tests('policy/older-record.test.ts'),
  },
  {
    ...older,
    name: 'same-token-written-again',
    rule: 'After a loss, the same token is not written by each process in turn.',
    find: 'isSameToken(restored, fromStore) ? undefined : restored',
    replace: 'restored',
  },
  {
    ...store,
    name: 'late-read-taken-for-older',
    rule: 'A save during a read does not make the record of the read an older one.',
    find: 'record && before && recordToRestore(record, before)',
    replace: 'record && newest && recordToRestore(record, newest)',
  },
  {
    ...store,
    name: 'own-save-forgotten',
    rule: 'A record that this process has saved is the newest one.',
    find: 'else if (isSaved) note(next)',
    replace: '',
  },
  {
    ...store,
    name: 'first-record-after-a-loss-replaced',
    rule: 'What a process saves where no record is begins anew.',
    find: 'if (isSaved && expected === 0) newest = next',
    replace: 'if (isSaved && expected === 0) note(next)',
  },
  {
    ...store,
    name: 'older-record-given-after-a-lost-write',
    rule: 'If the store does not take the newer record, no record is given.',
    find: 'if (!isSaved) continue',
    replace: '',
  },
  {
    ...store,
    name: 'clock-of-the-store-dropped',
    rule: 'The clock of the store passes through.',
    find: 'now === undefined ? current : { record: current, now }',
    replace: 'now === -1 ? { record: current, now } : current',
    tests: tests('session/encrypted.test.ts', 'session/encrypted-rollback.test.ts'),
  },
]
