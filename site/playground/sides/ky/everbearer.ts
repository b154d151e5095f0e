import { tabStore } from '@everbearer/browser'
import { createCoordinator, withBearer } from '@everbearer/ky'
import ky from 'ky'
import type { OpenSide } from '../side.ts'

export const open: OpenSide = ({ api, requestToken, session, reuseGrace }) => {
  const auth = createCoordinator({
    source: { refresh: requestToken },
    origins: [new URL(api).origin],
    // A page that draws two hundred requests may keep its store waiting.
    store: tabStore({ name: session, tokens: 'memory' }),
    reuseGrace,
  })
  const client = withBearer(ky.create({ prefix: api }), auth)
  return {
    auth,
    signIn: (tokens) => auth.setTokens(tokens),
    get: (path) => client.get(path).json(),
  }
}
