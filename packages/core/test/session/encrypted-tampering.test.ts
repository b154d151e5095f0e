import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encrypted, type EncryptionOptions, StoreError, type StoredToken } from '../../src/index.ts'
import { additionalData, type ClearFields } from '../../src/token/encrypted-record.ts'
import { createJsonRow, testKey } from '../json-row.ts'
import { testStart } from '../stored.ts'

const keys = [{ id: 'one', key: testKey(1) }]
const options: EncryptionOptions = { keys, name: 'shop' }

const id = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)), minLength: 1, maxLength: 20 })
const moment = fc.integer({ min: testStart - 10_000, max: testStart + 10_000 })
const count = fc.integer({ min: 1, max: 1_000 })
const claim = fc.record({ owner: id, attempt: count, at: moment, until: moment })
/** Each clear field with a value that a store accepts. */
const clearFields: { readonly [Name in keyof Required<ClearFields>]: fc.Arbitrary<unknown> } = {
  version: fc.constantFrom(1, 2),
  revision: count,
  session: id,
  sessionStart: moment,
  generation: count,
  loggedOut: fc.constantFrom(true, undefined),
  issuedAt: moment,
  lifetime: fc.option(fc.integer({ min: 1_000, max: 1_000_000 }), { nil: undefined }),
  refreshExpiresAt: fc.option(moment, { nil: undefined }),
  claim: fc.option(claim, { nil: undefined }),
}
const record = fc
  .record({ ...clearFields, version: fc.constant(1), accessToken: id, refreshToken: id, fields: fc.dictionary(id, fc.jsonValue()) })
  .map(({ accessToken, refreshToken, ...rest }) =>
    rest.loggedOut === true ? { ...rest, accessToken: '' } : { ...rest, accessToken, refreshToken },
  ) as fc.Arbitrary<StoredToken>

type FieldsOf<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never

const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null))

async function load(changed: StoredToken): Promise<unknown> {
  const row = createJsonRow()
  row.record = changed
  return Promise.resolve(encrypted(row.open(), options).load()).catch((error: unknown) => error)
}

async function seal(plain: StoredToken): Promise<StoredToken> {
  const row = createJsonRow()
  await encrypted(row.open(), options).save(plain, 0)
  return row.record!
}

describe('an encrypted record', () => {
  it('is read back, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(record, async (plain) => {
        expect(asJson(await load(await seal(plain)))).toEqual(asJson(plain))
      }),
    )
  })

  it.each(Object.entries(clearFields))('is rejected if its %s was changed', async (name, values) => {
    await fc.assert(
      fc.asyncProperty(record, values, async (plain, value) => {
        fc.pre(JSON.stringify(asJson(value)) !== JSON.stringify(asJson(plain[name as keyof StoredToken])))
        expect(await load({ ...(await seal(plain)), [name]: value })).toBeInstanceOf(StoreError)
      }),
    )
  })

  it.each(['owner', 'attempt', 'at', 'until'])("is rejected if its claim's %s was changed", async (name) => {
    await fc.assert(
      fc.asyncProperty(record, claim, claim, async (plain, before, other) => {
        const after = { ...before, [name]: other[name as keyof typeof other] }
        fc.pre(JSON.stringify(after) !== JSON.stringify(before))
        expect(await load({ ...(await seal({ ...plain, claim: before })), claim: after })).toBeInstanceOf(StoreError)
      }),
    )
  })

  it('is rejected if any character of its envelope was changed', async () => {
    await fc.assert(
      fc.asyncProperty(record, fc.nat(), fc.constantFrom(...'AZaz09-_.'), async (plain, at, character) => {
        const sealed = await seal(plain)
        const text = String(sealed.fields['encrypted'])
        // The last character may hold bits that are no part of the bytes.
        const index = at % (text.length - 1)
        fc.pre(text[index] !== character)
        const changed = text.slice(0, index) + character + text.slice(index + 1)
        expect(await load({ ...sealed, fields: { encrypted: changed } })).toBeInstanceOf(StoreError)
      }),
    )
  })

  it('is rejected with the envelope of another record', async () => {
    await fc.assert(
      fc.asyncProperty(record, record, async (a, b) => {
        const [sealed, other] = [await seal(a), await seal(b)]
        fc.pre(JSON.stringify({ ...sealed, fields: 0 }) !== JSON.stringify({ ...other, fields: 0 }))
        expect(await load({ ...sealed, fields: other.fields })).toBeInstanceOf(StoreError)
      }),
    )
  })

  it('takes no secret field that somebody adds in clear', async () => {
    await fc.assert(
      fc.asyncProperty(record, async (plain) => {
        const added = { refreshToken: 'added', scope: 'added', subject: 'added', refreshIn: 5_000, keyThumbprint: 'added' }
        expect(asJson(await load({ ...added, ...(await seal(plain)) }))).toEqual(asJson(plain))
      }),
    )
  })
})

describe('additional data', () => {
  it('is one text for one set of fields only', () => {
    const fields = fc.record({ ...clearFields, keyId: id, name: fc.string({ unit: 'binary' }) })
    const dataOf = ({ keyId, name, ...clear }: FieldsOf<typeof fields>): string =>
      new TextDecoder().decode(additionalData(clear as ClearFields, keyId, name))
    fc.assert(
      fc.property(fields, fields, (a, b) => {
        const isSame = Object.keys(a).every((name) => JSON.stringify(a[name as never]) === JSON.stringify(b[name as never]))
        expect(dataOf(a) === dataOf(b)).toBe(isSame)
      }),
    )
  })

  it('keeps quotes of a name and a key apart', () => {
    const clear = { version: 1, revision: 1, session: 's', sessionStart: 0, generation: 1, issuedAt: 0 } as const
    expect(additionalData(clear, 'a","b', 'c')).not.toEqual(additionalData(clear, 'a', 'b","c'))
  })
})
