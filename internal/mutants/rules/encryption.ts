import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const store = { file: `${core}/session/encrypted.ts`, tests: tests('session/encrypted-rollback.test.ts') }
const cipher = { file: `${core}/session/record-cipher.ts`, tests: tests('session/encrypted.test.ts') }
const record = { file: `${core}/token/encrypted-record.ts`, tests: tests('session/encrypted-tampering.test.ts') }
const keys = { file: `${core}/token/encryption-keys.ts`, tests: tests('token/encryption-keys.test.ts') }
const older = { file: `${core}/policy/older-record.ts`, tests: tests('policy/older-record.test.ts') }

/** A store reads no secret, and changes nothing unnoticed. */
export const encryption: readonly Mutant[] = [
  {
    ...cipher,
    name: 'nonce-used-twice',
    rule: 'Each write has a nonce of its own.',
    find: 'crypto.getRandomValues(new Uint8Array(nonceLength))',
    replace: 'new Uint8Array(nonceLength)',
  },
  {
    ...cipher,
    name: 'plain-record-accepted',
    rule: 'A record that is not encrypted is rejected.',
    find: 'if (readsPlain)',
    replace: 'if (readsPlain !== undefined)',
  },
  {
    ...cipher,
    name: 'secrets-in-a-syntax-error',
    rule: 'A record that holds no JSON shows nothing of it.',
    find: '} catch {',
    replace: '} catch (error) { throw error',
  },
  {
    ...record,
    name: 'clear-fields-not-authenticated',
    rule: 'A changed clear field makes a record unreadable.',
    find: "clearNames.map((field) => (field === 'claim' ? claimed : clear[field]))",
    replace: '[claimed].slice(1)',
  },
  {
    ...record,
    name: 'claim-not-authenticated',
    rule: 'A changed claim makes a record unreadable.',
    find: "(field === 'claim' ? claimed : clear[field])",
    replace: "(field === 'claim' ? claimed?.length : clear[field])",
  },
  {
    ...record,
    name: 'name-not-authenticated',
    rule: 'A record of another name is rejected.',
    find: 'keyId, name, ...values',
    replace: 'keyId, name.length, ...values',
    tests: tests('session/encrypted.test.ts', 'session/encrypted-tampering.test.ts'),
  },
  {
    ...record,
    name: 'fields-added-in-clear',
    rule: 'A secret field in clear, added by somebody else, is dropped.',
    find: "readStoredToken({ ...clear, accessToken: '' })",
    replace: "readStoredToken({ ...record, ...clear, accessToken: '', fields: {} })",
  },
  {
    ...record,
    name: 'scope-in-clear',
    rule: 'A store sees only what it may need.',
    find: "'claim', ]",
    replace: "'claim', 'scope' as never]",
    tests: tests('session/encrypted.test.ts'),
  },
  {
    ...record,
    name: 'encrypted-record-without-a-mark',
    rule: 'A process without `encrypted` rejects an encrypted record.',
    find: "const encryptedMark = 'encrypted record'",
    replace: "const encryptedMark = 'encrypted-record'",
    tests: tests('session/encrypted.test.ts'),
  },
  {
    ...keys,
    name: 'last-key-encrypts',
    rule: 'The first key encrypts.',
    find: 'keys[0]?.id',
    replace: 'keys.at(-1)?.id',
    tests: tests('session/encrypted.test.ts'),
  },
  {
    ...keys,
    name: 'mistyped-key-accepted',
    rule: 'A text is a key only if it is exactly what the bytes are written as.',
    find: 'toBase64url(bytes) === written',
    replace: 'written.length > 0',
  },
  {
    ...keys,
    name: 'key-of-zeros-accepted',
    rule: 'A key is random.',
    find: 'new Set(bytes).size >= fewestDifferent',
    replace: 'fewestDifferent > 0',
  },
  {
    ...keys,
    name: 'key-not-copied',
    rule: 'A later change of the bytes does not change the key.',
    find: 'new Uint8Array(key)',
    replace: '(key as Uint8Array<ArrayBuffer>)',
  },
  {
    ...keys,
    name: 'two-keys-of-one-id',
    rule: 'An id names one key.',
    find: '!ring.has(given.id)',
    replace: 'ring.size < 9',
  },
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
    find: '(fromStore.claim ?? newest.claim)',
    replace: 'newest.claim',
  },
  {
    ...older,
    name: 'lost-claim-forgotten',
    rule: 'A claim that the store has lost is restored.',
    find: '(fromStore.claim ?? newest.claim)',
    replace: 'fromStore.claim',
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
