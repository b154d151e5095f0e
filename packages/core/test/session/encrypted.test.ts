import { createCipheriv, createDecipheriv } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  encrypted,
  type EncryptionOptions,
  type Lease,
  memoryStore,
  StoreError,
  type StoredToken,
  type TokenStore,
} from '../../src/index.ts'
import { openerOf } from '../../src/session/session-store.ts'
import type { StoreDefinition } from '../../src/token/store.ts'
import { defineStore } from '../../src/session/define-store.ts'
import { createJsonRow, testKey } from '../json-row.ts'
import { stored, testStart } from '../stored.ts'
import { createWorld, token } from '../world.ts'

const [one, two] = [
  { id: 'one', key: testKey(1) },
  { id: 'two', key: testKey(2) },
]
const options: EncryptionOptions = { keys: [one], name: 'shop' }
const secrets = {
  accessToken: 'secret-access',
  refreshToken: 'secret-refresh',
  refreshIn: 123_456,
  scope: 'secret-scope',
  subject: 'secret-subject',
  keyThumbprint: 'secret-thumbprint',
  fields: { id_token: 'secret-id' },
}
const claim = { owner: 'me', attempt: 3, at: testStart, until: testStart + 30_000 }
const full = stored(1, { ...secrets, refreshExpiresAt: testStart + 9_000_000, claim })

const envelopeOf = (record: StoredToken | undefined): string[] => String(record?.fields['encrypted']).split('.')
const messageOf = async (store: TokenStore): Promise<string> => {
  const error = await Promise.resolve(store.load()).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(StoreError)
  return (error as StoreError).message
}

describe('an encrypted record', () => {
  it('is read back as it was saved, by another process too', async () => {
    const row = createJsonRow()
    const store = encrypted(row.open(), options)
    expect(await store.save(full, 0)).toBe(true)
    expect(await store.load()).toEqual(full)
    expect(await encrypted(row.open(), options).load()).toEqual(full)
    expect(await store.save(stored(9), 3)).toBe(false)
    expect(await store.load()).toEqual(full)
  })

  it('shows a store only what the store may need', async () => {
    const row = createJsonRow()
    await encrypted(row.open(), options).save(full, 0)
    expect(row.record).toEqual({
      version: 1,
      revision: 1,
      session: 'own-0',
      sessionStart: testStart,
      generation: 1,
      issuedAt: testStart,
      lifetime: 300_000,
      refreshExpiresAt: testStart + 9_000_000,
      claim,
      accessToken: 'encrypted record',
      fields: { encrypted: expect.stringMatching(/^1\.one\.[\w-]{16}\.[\w-]+$/) },
    })
    expect(JSON.stringify(row.record)).not.toContain('secret')
  })

  it('is AES-256-GCM over JSON: Node reads what was saved', async () => {
    const row = createJsonRow()
    await encrypted(row.open(), options).save(full, 0)
    const [, , nonce = '', data = ''] = envelopeOf(row.record)
    const bytes = Buffer.from(data, 'base64url')
    const cipher = createDecipheriv('aes-256-gcm', Buffer.from(one.key, 'base64url'), Buffer.from(nonce, 'base64url'))
    cipher.setAAD(
      Buffer.from(
        '["everbearer",1,"one","shop",1,1,"own-0",1767225600000,1,null,1767225600000,300000,1767234600000,["me",3,1767225600000,1767225630000]]',
      ),
    )
    cipher.setAuthTag(bytes.subarray(-16))
    const text = Buffer.concat([cipher.update(bytes.subarray(0, -16)), cipher.final()]).toString()
    expect(JSON.parse(text)).toEqual(secrets)
  })

  it('is read where Node wrote it, whatever types the columns of the store have', async () => {
    const nonce = Buffer.from('000102030405060708090a0b', 'hex')
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(one.key, 'base64url'), nonce)
    cipher.setAAD(Buffer.from('["everbearer",1,"one","a \\"shop\\"",1,2,"own-0",1767225600000,2,null,1767225600000,null,null,null]'))
    const data = Buffer.concat([cipher.update('{"accessToken":"a","fields":{"x":1}}'), cipher.final(), cipher.getAuthTag()])
    const text = `1.one.AAECAwQFBgcICQoL.${data.toString('base64url')}`
    // Written down once, so that a later version reads what this version wrote.
    expect(text).toBe('1.one.AAECAwQFBgcICQoL.xf_MEMo9p50G-vNkQHaI0Yu7BETGoAd_wksmprf_ABDbEGg8vn2WWgqsfiWIV0BQ3CU4aA')
    const columns = {
      version: 1n,
      revision: 2n,
      session: 'own-0',
      sessionStart: 1_767_225_600_000n,
      generation: 2,
      loggedOut: 0,
      issuedAt: 1_767_225_600_000n,
      lifetime: null,
      refreshToken: null,
      scope: null,
      claim: null,
      accessToken: 'encrypted record',
      fields: { encrypted: text },
    }
    const store = defineStore({ load: () => columns as never, save: () => false })
    expect(await encrypted(store, { keys: [one], name: 'a "shop"' }).load()).toEqual(
      stored(2, { accessToken: 'a', lifetime: undefined as never, fields: { x: 1 } }),
    )
  })

  it('has a nonce of its own in each of 10,000 writes', async () => {
    const nonces = new Set<string>()
    const store = encrypted(
      defineStore({
        load: () => undefined,
        save(next) {
          nonces.add(envelopeOf(next)[2]!)
          return true
        },
      }),
      options,
    )
    for (let n = 0; n < 10_000; n += 100)
      await Promise.all(Array.from({ length: 100 }, async (_, i) => store.save(stored(n + i + 1), n + i)))
    expect(nonces.size).toBe(10_000)
  })

  it('is of a logout: no secret, and as hard to change', async () => {
    const row = createJsonRow()
    const logout = stored(2, { loggedOut: true, accessToken: '' })
    await encrypted(row.open(), options).save({ ...logout, revision: 1 }, 0)
    expect(await encrypted(row.open(), options).load()).toEqual({ ...logout, revision: 1 })
    const { loggedOut: _removed, ...rest } = row.record!
    row.record = rest
    expect(await messageOf(encrypted(row.open(), options))).toContain("can't be decrypted")
  })

  it('can be kept in memory, by one coordinator or several', async () => {
    const memory = memoryStore()
    await encrypted(memory, options).save(full, 0)
    expect(await encrypted(memory, options).load()).toEqual(full)
    expect(JSON.stringify(memory.load())).not.toContain('secret')
  })
})

describe('keys', () => {
  it('are changed while two processes run: old records are read, and new ones are written by the first key', async () => {
    const row = createJsonRow()
    const before = encrypted(row.open(), { keys: [one, two], name: 'shop' })
    const after = encrypted(row.open(), { keys: [two, one], name: 'shop' })
    await before.save(stored(1), 0)
    expect([await after.load(), envelopeOf(row.record)[1]]).toEqual([stored(1), 'one'])
    await after.save(stored(2), 1)
    expect([await before.load(), envelopeOf(row.record)[1]]).toEqual([stored(2), 'two'])
  })

  it('that are missing are named, and the record stays', async () => {
    const row = createJsonRow()
    await encrypted(row.open(), options).save(full, 0)
    const saved = row.record
    const message = await messageOf(encrypted(row.open(), { keys: [two], name: 'shop' }))
    expect(message).toBe('The store gave a record of the key "one", which is not among the keys.')
    expect(row.record).toEqual(saved)
  })

  it.each([
    ['another key of the same id', { keys: [{ id: 'one', key: testKey(3) }], name: 'shop' }],
    ['another name', { keys: [one], name: 'shop-2' }],
  ])('fail with %s, and the record stays', async (_, other) => {
    const row = createJsonRow()
    await encrypted(row.open(), options).save(full, 0)
    const saved = row.record
    expect(await messageOf(encrypted(row.open(), other))).toBe(
      'The record of the key "one" can\'t be decrypted: ' +
        'the record was changed, or was saved under another name or with another key of this id.',
    )
    expect(row.record).toEqual(saved)
  })
})

describe('a process without `encrypted`', () => {
  it('sends nothing of an encrypted record, and does not overwrite the record', async () => {
    const row = createJsonRow()
    await encrypted(row.open(), options).save(full, 0)
    const saved = row.record
    const world = createWorld({ source: { obtain: async () => token(1) }, store: row.open() })
    expect((await world.request()).value).toBe('Bearer access-1')
    expect(world.eventsOf('store-failed')[0]?.error.message).toBe('The store gave a record whose accessToken is missing or out of range.')
    expect(row.record).toEqual(saved)
  })
})

describe('a record that is not encrypted', () => {
  it('is rejected, and stays', async () => {
    const row = createJsonRow()
    row.record = full
    expect(await messageOf(encrypted(row.open(), options))).toBe(
      "The store gave a record that is not encrypted. The option plain: 'read' accepts such records.",
    )
    expect(row.record).toEqual(full)
  })

  it("is read with plain: 'read', and the next save encrypts it", async () => {
    const row = createJsonRow()
    row.record = full
    const store = encrypted(row.open(), { ...options, plain: 'read' })
    expect(await store.load()).toEqual(full)
    await store.save(stored(2), 1)
    expect(row.record?.accessToken).toBe('encrypted record')
    expect(await encrypted(row.open(), options).load()).toEqual(stored(2))
  })
})

describe('the store underneath', () => {
  it('keeps its lease, its notices, its clock and its options', async () => {
    const lease: Lease = { lost: new AbortController().signal, release() {} }
    const { signal } = new AbortController()
    const seen: unknown[] = []
    let notify = (): void => {}
    class Shared implements StoreDefinition {
      readonly #memory = memoryStore()
      readonly timeout = 700
      readonly leaseWait = 900
      readonly whenStoreIsAway = 'go-on'
      load = async () => ({ record: await this.#memory.load(), now: 42 })
      save = (next: StoredToken, expected: number) => this.#memory.save(next, expected)
      lease(given: AbortSignal): Lease {
        seen.push(this, given)
        return lease
      }
      subscribe(listener: () => void): () => void {
        seen.push(this)
        notify = listener
        return () => seen.push('unsubscribed')
      }
    }
    const shared = defineStore(new Shared())
    const store = encrypted(shared, options)
    expect(await store.load()).toEqual({ record: undefined, now: 42 })
    await store.save(full, 0)
    expect(await store.load()).toEqual({ record: full, now: 42 })
    expect(store.lease?.(signal)).toBe(lease)
    store.subscribe?.(() => seen.push('notice'))()
    notify()
    expect(seen).toEqual([shared, signal, shared, 'unsubscribed', 'notice'])
    expect([store.timeout, store.leaseWait, store.whenStoreIsAway]).toEqual([700, 900, 'go-on'])
  })

  it('gets no trait that it does not have', () => {
    expect(Object.keys(encrypted(memoryStore(), options)).toSorted()).toEqual(['load', 'save'])
  })

  it('fails with its own errors', async () => {
    const error = new Error('away')
    const fail = (): never => {
      throw error
    }
    const store = encrypted(defineStore({ load: fail, save: fail }), options)
    await expect(store.load()).rejects.toBe(error)
    await expect(store.save(full, 0)).rejects.toBe(error)
  })
})

describe('encrypted', () => {
  it('makes a store that a coordinator takes', () => {
    expect(openerOf(encrypted(memoryStore(), options))).toBeTypeOf('function')
  })

  it.each([
    [{ load() {}, save() {} }, options, 'store: expected a store; defineStore({ load, save }) makes one'],
    [memoryStore(), { ...options, key: 'x' }, 'Unknown option "key". Allowed: keys, name, plain.'],
    [memoryStore(), { keys: [one] }, 'name: expected a text of 1 to 200 characters'],
    [memoryStore(), { ...options, name: '' }, 'name: expected a text of 1 to 200 characters'],
    [memoryStore(), { ...options, name: 'n'.repeat(201) }, 'name: expected a text of 1 to 200 characters'],
    [memoryStore(), { ...options, plain: true }, "plain: expected 'reject' or 'read'"],
    [memoryStore(), { name: 'shop' }, 'keys: expected a list with at least one { id, key }'],
    [memoryStore(), undefined, 'options: expected an object'],
  ])('rejects wrong arguments: %#', (store, wrong, message) => {
    expect(() => encrypted(store as TokenStore, wrong as EncryptionOptions)).toThrow(new TypeError(message))
  })

  it('says where WebCrypto is missing', () => {
    const { crypto } = globalThis
    Object.defineProperty(globalThis, 'crypto', { value: { getRandomValues() {} }, configurable: true })
    try {
      expect(() => encrypted(memoryStore(), options)).toThrow(
        new StoreError('encrypted needs WebCrypto. A page has it over HTTPS or on localhost.'),
      )
    } finally {
      Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true })
    }
  })

  it('shows no secret: not as a store, not in an error', async () => {
    const row = createJsonRow()
    const store = encrypted(row.open(), options)
    await store.save(full, 0)
    await store.load()
    const errors: unknown[] = []
    for (const fields of [{}, { encrypted: 'no envelope' }, { encrypted: String(row.record?.fields['encrypted']).replace(/..$/, 'xx') }]) {
      row.record = { ...full, ...row.record, fields }
      errors.push(await Promise.resolve(store.load()).catch((error: unknown) => error))
    }
    row.record = full
    errors.push(await Promise.resolve(store.load()).catch((error: unknown) => error))
    expect(errors.filter((error) => error instanceof StoreError)).toHaveLength(4)
    for (const value of [store, ...errors]) {
      const shown = inspect(value, { depth: 9, showHidden: true }) + JSON.stringify(value) + String(value)
      expect(shown).not.toContain('secret')
      expect(shown).not.toContain(one.key)
    }
  })

  it('shows nothing of a record that holds no JSON', async () => {
    const nonce = Buffer.alloc(12)
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(one.key, 'base64url'), nonce)
    cipher.setAAD(Buffer.from('["everbearer",1,"one","shop",1,1,"own-0",1767225600000,1,null,1767225600000,300000,null,null]'))
    const data = Buffer.concat([cipher.update('secret {'), cipher.final(), cipher.getAuthTag()]).toString('base64url')
    const row = createJsonRow()
    row.record = stored(1, { accessToken: 'encrypted record', fields: { encrypted: `1.one.${nonce.toString('base64url')}.${data}` } })
    const error = await Promise.resolve(encrypted(row.open(), options).load()).catch((thrown: unknown) => thrown)
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('secret')
  })
})
