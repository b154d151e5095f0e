import type { IssuedTokens } from '../server/account.ts'
import { tokensFrom } from './tokens-from.ts'

/** The tokens of a recipe, in a variable. Refreshes that overlap share one token request, which recipes leave to their readers. */
export interface TokenVariable {
  readonly set: (tokens: IssuedTokens) => void
  readonly accessToken: () => string
  readonly refresh: () => Promise<string>
}

export function createTokenVariable(requestToken: (refreshToken: string) => Promise<Response>): TokenVariable {
  let tokens: IssuedTokens
  let pending: Promise<string> | undefined
  const request = async (): Promise<string> => {
    try {
      tokens = await tokensFrom(await requestToken(tokens.refresh_token))
      return tokens.access_token
    } finally {
      pending = undefined
    }
  }
  return {
    set: (next) => void (tokens = next),
    accessToken: () => tokens.access_token,
    refresh: () => (pending ??= request()),
  }
}
