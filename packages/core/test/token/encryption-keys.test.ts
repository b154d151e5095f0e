import { describe, expect, it } from 'vitest'
import { type EncryptionKey, readKeys } from '../../src/token/encryption-keys.ts'
import { testKey } from '../json-row.ts'

const text = testKey(1)
const bytes = Buffer.from(text, 'base64url')

function messageOf(keys: unknown): string {
  try {
    readKeys(keys as readonly EncryptionKey[])
  } catch (error) {
    return error instanceof TypeError ? error.message : 'no TypeError'
  }
  return 'accepted'
}

function generate(name: string, length: number, usages: KeyUsage[]): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name, length }, false, usages)
}

/** Encrypts by the first key of a list, and decrypts by AES-256-GCM with the bytes. */
async function isTheKey(key: EncryptionKey['key']): Promise<boolean> {
  const iv = new Uint8Array(12)
  const opened = await readKeys([{ id: 'a', key }]).open('a')
  const encrypted = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, opened!, bytes)
  const same = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt'])
  return Buffer.from(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, same, encrypted)).equals(bytes)
}

describe('a key', () => {
  it.each([
    ['base64url text', text],
    ['base64 text', bytes.toString('base64')],
    ['base64url text with padding', `${text}=`],
    ['a Uint8Array', new Uint8Array(bytes)],
    ['a Buffer', bytes],
  ])('may be %s', async (_, key) => {
    expect(await isTheKey(key)).toBe(true)
  })

  it('may be a CryptoKey; a key that only decrypts may stand behind the first', async () => {
    const both = await generate('AES-GCM', 256, ['encrypt', 'decrypt'])
    const second = await generate('AES-GCM', 256, ['decrypt'])
    const ring = readKeys([
      { id: 'a', key: both },
      { id: 'b', key: second },
    ])
    expect([await ring.open('a'), await ring.open('b'), await ring.open('c'), ring.firstId]).toEqual([both, second, undefined, 'a'])
  })

  it('is copied: a later change of its bytes changes nothing', async () => {
    const own = Buffer.from(bytes)
    const ring = readKeys([{ id: 'a', key: own }])
    own.fill(0)
    const iv = new Uint8Array(12)
    const encrypted = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, (await ring.open('a'))!, bytes)
    const same = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt'])
    await expect(crypto.subtle.decrypt({ name: 'AES-GCM', iv }, same, encrypted)).resolves.toHaveProperty('byteLength', 32)
  })

  it.each([
    ['31 bytes', bytes.subarray(1)],
    ['33 bytes', Buffer.concat([bytes, bytes.subarray(0, 1)])],
    ['text of 31 bytes', bytes.subarray(1).toString('base64url')],
    ['text with a character too many', `${text}A`],
    ['text whose last character has bits too many', `${text.slice(0, -1)}B`],
    ['text with a line break', `${text}\n`],
    ['a passphrase', 'correct horse battery staple'],
    ['a passphrase of 43 letters', 'correcthorsebatterystaplecorrecthorsebatter'],
    ['zeros', new Uint8Array(32)],
    ['a DataView', new DataView(new ArrayBuffer(32))],
    ['a list of numbers', [...bytes]],
    ['nothing', undefined],
  ])('is rejected if it is %s', (_, key) => {
    const message = messageOf([
      { id: 'a', key: text },
      { id: 'b', key },
    ])
    expect(message).toBe(
      'keys[1].key: expected 32 random bytes as a Uint8Array or base64url text, or a CryptoKey; ' +
        'a passphrase is too weak: it can be guessed from one record',
    )
  })

  it.each([
    ['another algorithm', () => generate('AES-CBC', 256, ['encrypt', 'decrypt'])],
    ['128 bits', () => generate('AES-GCM', 128, ['encrypt', 'decrypt'])],
    ['no right to encrypt', () => generate('AES-GCM', 256, ['decrypt'])],
    ['no right to decrypt', () => generate('AES-GCM', 256, ['encrypt'])],
  ])('is rejected if it is a CryptoKey with %s', async (_, create) => {
    expect(messageOf([{ id: 'a', key: await create() }])).toBe(
      'keys[0].key: expected a CryptoKey for AES-GCM with 256 bits, and with the usages encrypt and decrypt',
    )
  })
})

describe('a list of keys', () => {
  it.each([
    [[], 'keys: expected a list with at least one { id, key }'],
    [text, 'keys: expected a list with at least one { id, key }'],
    [{ id: 'a', key: text }, 'keys: expected a list with at least one { id, key }'],
    [[text], 'keys[0]: expected an object { id, key }'],
    [[{ id: 'a', key: text, kid: 'b' }], 'Unknown option of keys[0] "kid". Allowed: id, key.'],
    [
      [
        { id: 'a', key: text },
        { id: 'a', key: testKey(2) },
      ],
      'keys[1].id: expected an id that no other key has',
    ],
  ])('is rejected: %#', (keys, message) => {
    expect(messageOf(keys)).toBe(message)
  })

  it.each(['', 'a.b', 'ä', 'a'.repeat(33), 'a\n', text, 7, undefined])('is rejected with the id %j, which no message shows', (id) => {
    expect(messageOf([{ id, key: text }])).toBe('keys[0].id: expected 1 to 32 letters, digits, "-" or "_"')
  })
})
