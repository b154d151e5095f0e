/** A challenge of a WWW-Authenticate header, RFC 9110 §11.6.1. */
export interface Challenge {
  /** The authentication scheme in lower case. */
  readonly scheme: string
  /** Parameters by name in lower case. If a name repeats, its first value is used. */
  readonly parameters: ReadonlyMap<string, string>
}

const separators = /[\s,]*/y
const space = /\s*/y
const tokenCharacters = /[\w!#$%&'*+\-.^`|~]+/y
/**
 * The pattern of a parameter's value without quotes. It allows more than the `token` of RFC 9110 §5.6.2, because servers send URLs and
 * base64 without quotes.
 */
const unquoted = /[^\s,"]*/y
const token68 = /[\w\-.~+/]+=*(?=\s*(?:,|$))/y

/**
 * Reads the challenges of a WWW-Authenticate header, RFC 9110 §11.6.1. Several header lines may be joined by commas.
 * Never throws: unreadable parts are skipped. The time is linear in the length of the header.
 *
 * @example
 * ```ts
 * import { parseChallenges } from '@everbearer/core/adapter'
 *
 * const [challenge] = parseChallenges('Bearer error="invalid_token"')
 * console.log(challenge?.scheme, challenge?.parameters.get('error')) // bearer invalid_token
 * ```
 * @experimental
 */
export function parseChallenges(header: string): Challenge[] {
  const challenges: Challenge[] = []
  let parameters: Map<string, string> | undefined
  let position = 0

  const take = (pattern: RegExp): string => {
    pattern.lastIndex = position
    const found = pattern.exec(header)?.[0] ?? ''
    position += found.length
    return found
  }

  while (position < header.length) {
    take(separators)
    const name = take(tokenCharacters).toLowerCase()
    if (name === '') {
      position++
      continue
    }
    const afterName = position
    take(space)
    if (parameters !== undefined && header[position] === '=') {
      position++
      take(space)
      const value = header[position] === '"' ? takeQuoted() : take(unquoted)
      if (!parameters.has(name)) parameters.set(name, value)
      continue
    }
    parameters = new Map()
    challenges.push({ scheme: name, parameters })
    if (position > afterName) take(token68)
  }
  return challenges

  function takeQuoted(): string {
    let value = ''
    for (position++; position < header.length; position++) {
      if (header[position] === '"') {
        position++
        break
      }
      if (header[position] === '\\') position++
      value += header[position] ?? ''
    }
    return value
  }
}
