import { isTrue } from '../lib/is-true.ts'
import { expect } from '../lib/option-checks.ts'
import { type AllowedOrigins, normaliseOrigin, originOf } from './allowed-origins.ts'

/**
 * The option `replaceIf`: for each origin, a function that decides whether the token may replace a header that the request already has. The
 * function gets the value of that header, and returns `true` if the value is a placeholder.
 */
export type ReplaceIf = Readonly<Record<string, (value: string) => boolean>>

/** A function that checks whether the token may replace this value of a header that the request already has. Never throws. */
export type ReplacementGuard = (url: string, value: string) => boolean

/**
 * Creates the guard for the option `replaceIf`: a function that checks the value of a header that the request already has. Undefined: the
 * token replaces no header.
 *
 * @param allowed - the origins to which tokens may go
 * @throws {TypeError} `replaceIf` is not an object of functions, or has an origin to which no token may go
 */
export function createReplacementGuard(replaceIf: ReplaceIf | undefined, allowed: AllowedOrigins): ReplacementGuard | undefined {
  if (replaceIf === undefined) return undefined
  expect(typeof replaceIf === 'object' && replaceIf !== null, 'replaceIf', 'an object with a function for each origin')
  const predicates = new Map(
    Object.entries(replaceIf).map(([origin, isPlaceholder]) => [normaliseOrigin(origin, 'replaceIf'), isPlaceholder]),
  )
  for (const [origin, isPlaceholder] of predicates) {
    expect(typeof isPlaceholder === 'function', `replaceIf["${origin}"]`, 'a function')
    expect(typeof allowed === 'string' || allowed.includes(origin), 'replaceIf', `origins that origins lists, got "${origin}"`)
  }
  return (url, value) => {
    const isPlaceholder = predicates.get(originOf(url) ?? '')
    try {
      return isTrue(isPlaceholder?.(value))
    } catch {
      return false
    }
  }
}
