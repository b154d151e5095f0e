import type { Mutant } from '../mutant.ts'

const core = 'packages/core/src'
const tests = (...files: string[]): string[] => ['--project', 'core', ...files]
const cipher = { file: `${core}/session/record-cipher.ts`, tests: tests('session/encrypted.test.ts') }
const record = { file: `${core}/token/encrypted-record.ts`, tests: tests('session/encrypted-tampering.test.ts') }
const keys = { file: `${core}/token/encryption-keys.ts`, tests: tests('token/encryption-keys.test.ts') }

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
]
