import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/lib/clock.ts'
import { defineStore, memoryStore } from '../../src/session/define-store.ts'
import { openerOf, type SessionStore } from '../../src/session/session-store.ts'
import type { StoreDefinition } from '../../src/token/store.ts'
import type { StoredToken } from '../../src/token/stored-token.ts'
import { testStart, stored } from '../stored.ts'
import { createWorld } from '../world.ts'

function open(store: StoreDefinition): SessionStore | undefined {
  return openerOf(store)?.({ emit() {}, clock: systemClock })
}

/** A store that breaks if its methods are copied or called on another object. */
class Row {
  #record: StoredToken | undefined = stored(1)
  load(): StoredToken | undefined {
    return this.#record
  }
  save(next: StoredToken, expected: number): boolean {
    if (this.#record?.revision !== expected) return false
    this.#record = next
    return true
  }
}

describe('defineStore', () => {
  it('gives back the object that it was given', () => {
    const row = new Row()
    expect(defineStore(row)).toBe(row)
  })

  it('calls the methods on their own object, frozen or not', async () => {
    const { request } = createWorld({ store: defineStore(Object.freeze(new Row())) })
    expect((await request()).value).toBe('Bearer stored-1')
  })

  it('makes a store that other processes may write to; memoryStore() makes one that they do not', () => {
    expect([open(defineStore(new Row()))?.isShared, open(memoryStore())?.isShared]).toEqual([true, false])
  })

  it.each([undefined, null, 'rows', {}, { load: () => null }, { save: () => true }])('refuses %j', (definition) => {
    expect(() => defineStore(definition as unknown as StoreDefinition)).toThrow(
      new TypeError('defineStore: expected an object with load() and save()'),
    )
  })

  it('does not reach a copy of the store', () => {
    const store = defineStore({ load: () => stored(1, { issuedAt: testStart }), save: () => true })
    expect(open({ ...store })).toBeUndefined()
  })
})
