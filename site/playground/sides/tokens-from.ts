import type { IssuedTokens } from '../server/account.ts'

/** Reads a token response. @throws {Error} the response is no success */
export async function tokensFrom(response: Response): Promise<IssuedTokens> {
  if (!response.ok) throw new Error(`token endpoint: ${response.status}`)
  return (await response.json()) as IssuedTokens
}
