/** How many colours, and how many patterns, tell tokens apart. The numbers have no common divisor, so 30 tokens in a row differ. */
const [colours, patterns] = [6, 5]

/** How a token is drawn. Its number stands beside, where there is room. */
export interface TokenStyle {
  /** From 0 to 5. */
  readonly colour: number
  /** From 0 to 4. */
  readonly pattern: number
}

/** Returns how a token is drawn. Successive tokens differ in colour and in pattern. */
export function tokenStyle(token: number): TokenStyle {
  const number = Math.max(0, Math.trunc(token) - 1)
  return { colour: number % colours, pattern: number % patterns }
}

/** Names of all styles, `0-0` to `5-4`. */
export const tokenStyleNames: readonly string[] = Array.from({ length: colours * patterns }, (_, index) =>
  nameOf({ colour: Math.floor(index / patterns), pattern: index % patterns }),
)

/** The name of the style of a token. */
export function tokenStyleName(token: number): string {
  return nameOf(tokenStyle(token))
}

function nameOf({ colour, pattern }: TokenStyle): string {
  return `${colour}-${pattern}`
}
