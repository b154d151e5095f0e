import { StoreError } from '../lib/errors.ts'
import { longestLifetime, shortestLifetime } from './jwt-expiry.ts'
import { type Claim, dropUndefined, isEndOfSession, recordVersion, type StoredToken } from './stored-token.ts'

/**
 * Largest value of a number such as `revision` or `generation` in a record. The limit is far below the largest safe integer. So the number
 * can still grow after a wrong record was read.
 */
const mostCount = 2 ** 48
/** Last moment that a Date can hold, ms since 1970. */
const lastMoment = 8.64e15

/**
 * Reads a value of a store as a record with known fields only. Null means that a field is absent, as in SQL tables. A bigint is read as a
 * number.
 *
 * @returns undefined if the store has no record
 * @throws {StoreError} a field is wrong; the message names the field, never its value
 */
export function readStoredToken(value: unknown): StoredToken | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'object') throw new StoreError('The store gave something that is no record.')
  const given = value as Record<string, unknown>
  if (number(given, 'version', 0, mostCount) !== recordVersion) {
    throw new StoreError(`The store gave a record of another version; expected version ${recordVersion}.`)
  }
  const record = dropUndefined({
    version: recordVersion,
    revision: count(given, 'revision', 1),
    session: text(given, 'session', /^[\x21-\x7e]{1,200}$/),
    sessionStart: number(given, 'sessionStart', -lastMoment, lastMoment),
    generation: count(given, 'generation', 0),
    loggedOut: given['loggedOut'] ? true : undefined,
    accessToken: text(given, 'accessToken', /^[\x21-\x7e]*$/),
    issuedAt: number(given, 'issuedAt', -lastMoment, lastMoment),
    lifetime: optional(given, 'lifetime', lifetime),
    refreshIn: optional(given, 'refreshIn', lifetime),
    refreshToken: optional(given, 'refreshToken', (from, name) => text(from, name, /^[^]+$/)),
    refreshExpiresAt: optional(given, 'refreshExpiresAt', (from, name) => number(from, name, -lastMoment, lastMoment)),
    claim: optional(given, 'claim', claim),
    subject: optional(given, 'subject', (from, name) => text(from, name, /^[^]+$/)),
    scope: optional(given, 'scope', (from, name) => text(from, name, /^[^]*$/)),
    keyThumbprint: optional(given, 'keyThumbprint', (from, name) => text(from, name, /^[\w-]+$/)),
    fields: optional(given, 'fields', object) ?? {},
  }) as StoredToken
  if (isEndOfSession(record) && (record.accessToken !== '' || record.refreshToken !== undefined)) wrong('loggedOut')
  return record
}

type Fields = Readonly<Record<string, unknown>>

function claim(from: Fields, name: string): Claim {
  const given = object(from, name)
  return {
    owner: text(given, 'owner', /^[\x21-\x7e]{1,200}$/),
    attempt: count(given, 'attempt', 1),
    at: number(given, 'at', -lastMoment, lastMoment),
    until: number(given, 'until', -lastMoment, lastMoment),
  }
}

function optional<T>(from: Fields, name: string, read: (from: Fields, name: string) => T): T | undefined {
  return from[name] === undefined || from[name] === null ? undefined : read(from, name)
}

function text(from: Fields, name: string, pattern: RegExp): string {
  const value = from[name]
  return typeof value === 'string' && pattern.test(value) ? value : wrong(name)
}

function number(from: Fields, name: string, least: number, most: number): number {
  const value = typeof from[name] === 'bigint' ? Number(from[name]) : from[name]
  return typeof value === 'number' && value >= least && value <= most ? value : wrong(name)
}

function count(from: Fields, name: string, least: number): number {
  const value = number(from, name, least, mostCount)
  return Number.isInteger(value) ? value : wrong(name)
}

function lifetime(from: Fields, name: string): number {
  return Math.min(number(from, name, shortestLifetime, Infinity), longestLifetime)
}

function object(from: Fields, name: string): Fields {
  const value = from[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : wrong(name)
}

function wrong(name: string): never {
  throw new StoreError(`The store gave a record whose ${name} is missing or out of range.`)
}
