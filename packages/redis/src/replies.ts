import { StoreError } from '@everbearer/core'

/** Clients give texts as strings or bytes, and numbers as numbers, bigints or texts. */
export function textOf(reply: unknown): string | undefined {
  if (reply === null || reply === undefined || reply === false) return undefined
  if (typeof reply === 'string') return reply
  if (typeof reply === 'number' || typeof reply === 'bigint') return String(reply)
  if (reply instanceof Uint8Array) return new TextDecoder().decode(reply)
  throw unexpected()
}

/** @throws {StoreError} the reply is no integer */
export function integerOf(reply: unknown): number {
  const text = textOf(reply)
  if (text === undefined || !/^-?\d{1,15}$/.test(text)) throw unexpected()
  return Number(text)
}

/** @throws {StoreError} the reply is no list */
export function listOf(reply: unknown): readonly unknown[] {
  if (!Array.isArray(reply)) throw unexpected()
  return reply as readonly unknown[]
}

/** The reply may hold a record, so the error does not show it. */
export function unexpected(): StoreError {
  return new StoreError('Redis gave an unexpected reply.')
}
