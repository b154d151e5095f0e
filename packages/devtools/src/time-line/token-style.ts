/** Number of colours and number of patterns for bars of tokens. As 6 and 5 have no common divisor, 30 successive tokens look different. */
const [colours, patterns] = [6, 5]

/** The look of a token. The chart also shows the number of the token, where there is space. */
export interface TokenStyle {
  /** Number of the colour, from 0 to 5. */
  readonly colour: number
  /** Number of the pattern, from 0 to 4. */
  readonly pattern: number
}

/** Returns the look of a token. Successive tokens differ in colour and in pattern. */
export function tokenStyle(token: number): TokenStyle {
  const number = Math.max(0, Math.trunc(token) - 1)
  return { colour: number % colours, pattern: number % patterns }
}

/** Names of the styles of tokens, as colour and pattern: from `0-0` to `5-4`. */
export const tokenStyleNames: readonly string[] = Array.from({ length: colours * patterns }, (_, index) =>
  nameOf({ colour: Math.floor(index / patterns), pattern: index % patterns }),
)

/** Returns the name of a token's style. */
export function tokenStyleName(token: number): string {
  return nameOf(tokenStyle(token))
}

function nameOf({ colour, pattern }: TokenStyle): string {
  return `${colour}-${pattern}`
}
