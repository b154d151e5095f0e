import { tabStore } from '@everbearer/browser'
import { createCoordinator, withBearer } from '@everbearer/fetch'
import type { OpenSide } from '../side.ts'

export const open: OpenSide = ({ api, requestToken, session, reuseGrace }) => {
  const auth = createCoordinator({
    source: { refresh: requestToken },
    origins: [new URL(api).origin],
    // A page that draws two hundred requests may keep its store waiting.
    store: tabStore({ name: session, tokens: 'memory' }),
    reuseGrace,
  })
  const client = withBearer(fetch, auth)
  return {
    auth,
    signIn: (tokens) => auth.setTokens(tokens),
    get: async (path) => {
      const response = await client(`${api}${path}`)
      if (!response.ok) throw new Error(`API: ${response.status}`)
      return response.json()
    },
  }
}
