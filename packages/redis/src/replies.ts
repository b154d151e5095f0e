import { StoreError } from '@everbearer/core'

/** Returns the text of a reply; undefined: the reply is empty. A client may return bytes, numbers or bigints in place of strings. */
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

/** Returns an error that does not show the reply, as the reply may contain a record. */
export function unexpected(): StoreError {
  return new StoreError('Redis gave an unexpected reply.')
}
