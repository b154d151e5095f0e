import { defineStore, type StoredToken, type TokenStore } from '../src/index.ts'

/** A row of a table that keeps records as JSON. Several stores of several processes can open the same row. */
export interface JsonRow {
  /** The record as the row has it; undefined: none. */
  record: StoredToken | undefined
  readonly open: () => TokenStore
}

export function createJsonRow(): JsonRow {
  let json: string | undefined
  const row: JsonRow = {
    get record() {
      return json === undefined ? undefined : (JSON.parse(json) as StoredToken)
    },
    set record(record) {
      json = record === undefined ? undefined : JSON.stringify(record)
    },
    open: () =>
      defineStore({
        load: async () => row.record,
        async save(next, expected) {
          if ((row.record?.revision ?? 0) !== expected) return false
          row.record = next
          return true
        },
      }),
  }
  return row
}

/** 32 bytes that differ, as base64url. */
export function testKey(n: number): string {
  return Buffer.from(Array.from({ length: 32 }, (_, i) => (i * 7 + n) % 256)).toString('base64url')
}
