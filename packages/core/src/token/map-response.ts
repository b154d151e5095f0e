import { isErrorCode, TokenResponseError } from '../lib/errors.ts'
import { expect } from '../lib/option-checks.ts'
import { withServerDateOf } from './server-date.ts'
import { noAccessToken, type TokenResponse } from './token-response.ts'

/** The standard names of the token response fields that are read. */
const standardNames = [
  'access_token',
  'token_type',
  'expires_in',
  'expires_at',
  'refresh_token',
  'refresh_expires_in',
  'refresh_in',
  'scope',
  'id_token',
  'error',
] as const

/** Field names of a token response: each key is the standard's name, and its value is the server's name. */
export type FieldNames = { readonly [Name in (typeof standardNames)[number]]?: string }

/**
 * The rule that turns a server's own response into a token response: field names, or a function such as `camelCase`.
 *
 * @example
 * const map: TokenMap = { access_token: 'accessToken', expires_at: 'expiresAt' }
 * @example
 * const nested: TokenMap = ({ data }) => ({ access_token: data.token, expires_in: data.ttl })
 */
// oxlint-disable-next-line typescript/no-explicit-any -- JSON, typed as JSON.parse types it
export type TokenMap = FieldNames | ((response: any) => object)

type Fields = Readonly<Record<string, unknown>>

/**
 * Checks the option `map`: the rule that turns a server's own response into a token response.
 *
 * @throws {TypeError} `map` is neither field names nor a function, or a key is no standard name
 */
export function checkMap(map: unknown): void {
  if (map === undefined || typeof map === 'function') return
  expect(isObject(map), 'map', 'names of fields, or a function')
  for (const [name, given] of Object.entries(map)) {
    expect(isStandard(name), `map.${name}`, `in front one of ${standardNames.join(', ')}, and behind what the server calls it`)
    expect(typeof given === 'string' && given !== '', `map.${name}`, 'the name of a field')
  }
}

/**
 * Applies the option `map` to a response: the result is a token response. The result keeps the server's `Date`, which `withServerDate`
 * noted. The result must have a token, unless the result or the response has an `error` code. The message of the error lists the fields of
 * the original response.
 *
 * @throws {TokenResponseError} the result has neither a token nor an error code, or the function threw
 */
export function mapResponse(response: unknown, map: TokenMap | undefined): unknown {
  if (map === undefined || !isObject(response)) return response
  const mapped = typeof map === 'function' ? call(map, response) : rename(response, map)
  if (mapped?.access_token != null || mapped?.refresh_token != null) return withServerDateOf(mapped, response)
  // A map function may drop `error`. That name is standard, so the original response is read, too.
  const failed = [mapped, response].find((each) => isErrorCode(each?.['error']))
  if (failed === undefined) throw noAccessToken(response)
  return failed
}

/** Renames fields to their standard names. If a field is missing, a field that already has the standard name stays. */
export function rename(response: Fields, names: Readonly<Record<string, string>>): Partial<TokenResponse> {
  const renamed: Record<string, unknown> = { ...response }
  for (const [name, given] of Object.entries(names)) {
    if (response[given] == null) continue
    // Otherwise the secret would also stay under its old name, among the other fields of the record.
    if (!isStandard(given)) delete renamed[given]
    renamed[name] = response[given]
  }
  return renamed
}

function call(map: (response: Fields) => object, response: Fields): Partial<TokenResponse> | undefined {
  try {
    return map(response)
  } catch (cause) {
    throw new TokenResponseError('The function `map` threw.', cause)
  }
}

function isStandard(name: string): boolean {
  return (standardNames as readonly string[]).includes(name)
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
