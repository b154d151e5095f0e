import { expect } from '@everbearer/core/adapter'

/**
 * The parts that identify the session whose tokens a store holds. The parts are hashed, so the keys in Redis do not show them. No part may
 * be a token: keys appear in logs and statistics of the server.
 */
export interface SessionKey {
  /** The issuer of the tokens, or the URL of the token endpoint. */
  readonly issuer: string
  /** The client id. */
  readonly client: string
  /** The user. @default no user: tokens of the client itself */
  readonly subject?: string | undefined
  /** The login, if a user can have several logins at once. Example: the id of a server's session. @default one login for each user */
  readonly login?: string | undefined
  /**
   * Scopes, separated by spaces, in any order. Coordinators with different scopes share the refresh token, but no access token.
   * @default one access token for all scopes
   */
  readonly scope?: string | undefined
  /**
   * The audience. Coordinators with different audiences share the refresh token, but no access token.
   * @default one access token for all audiences
   */
  readonly audience?: string | readonly string[] | undefined
  /**
   * The resource, RFC 8707. Coordinators with different resources share the refresh token, but no access token.
   * @default one access token for all resources
   */
  readonly resource?: string | readonly string[] | undefined
}

/** The names in Redis that belong to one login. They have the same text in braces (hash tag), so a cluster keeps them in one slot. */
export interface Names {
  readonly record: string
  /** The field of the record that has the access token; undefined: the login has one access token, and the record is not divided. */
  readonly token: string | undefined
  readonly lease: string
  readonly channel: string
}

const sessionParts = ['issuer', 'client', 'subject', 'login'] as const
const tokenParts = ['scope', 'audience', 'resource'] as const

/** @throws {TypeError} a part is missing or wrong; the message names the part */
export function checkKey(key: unknown): asserts key is string | SessionKey {
  if (typeof key === 'string') return expect(isText(key), 'key', 'a string that is not empty, or the parts of a session')
  expect(typeof key === 'object' && key !== null, 'key', 'a string, or the parts of a session')
  const given = key as Readonly<Record<string, unknown>>
  const known: readonly string[] = [...sessionParts, ...tokenParts]
  for (const name of Object.keys(given)) expect(known.includes(name), `key.${name}`, `one of ${known.join(', ')}`)
  for (const name of ['issuer', 'client']) expect(isText(given[name]), `key.${name}`, 'a string that is not empty')
  for (const name of ['subject', 'login', 'scope'])
    expect(given[name] === undefined || isText(given[name]), `key.${name}`, 'a string that is not empty')
  for (const name of ['audience', 'resource'])
    expect(given[name] === undefined || listOf(given[name]).every(isText), `key.${name}`, 'a string or strings that are not empty')
}

/**
 * Returns the names in Redis for a key. Different keys have different names: parts are hashed as one JSON text. A hash begins with `#`,
 * which is escaped in a key that is a string.
 *
 * @param prefix - prefix without braces, as the first braces of a name are its hash tag
 */
export async function namesOf(prefix: string, key: string | SessionKey): Promise<Names> {
  if (typeof key === 'string') return withBase(`${prefix}:{${encodeURIComponent(key)}}`, undefined)
  const session = await hash(sessionParts.map((name) => key[name] ?? null))
  const token = [key.scope?.split(' '), key.audience, key.resource].map((part) => (part === undefined ? null : sorted(part)))
  return withBase(`${prefix}:{#${session}}`, token.every((part) => part === null) ? undefined : `token:${await hash(token)}`)
}

function withBase(base: string, token: string | undefined): Names {
  return { record: `${base}:record`, token, lease: `${base}:lease`, channel: `${base}:news` }
}

async function hash(parts: readonly unknown[]): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify(parts)))
  const binary = String.fromCharCode(...new Uint8Array(digest))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function sorted(part: string | readonly string[]): string[] {
  return [...new Set(listOf(part) as string[])].toSorted()
}

function listOf(part: unknown): readonly unknown[] {
  return Array.isArray(part) ? part : [part]
}

/** Returns whether a value is a text, not empty and without lone surrogates. `encodeURIComponent` throws an error for lone surrogates. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && !/\p{Surrogate}/u.test(value)
}
