import { ofetch } from 'ofetch'
import type { OpenSide } from '../side.ts'
import { createTokenVariable } from '../token-variable.ts'

/** The hooks and the retry options of ofetch's readme. */
export const open: OpenSide = ({ api, requestToken }) => {
  const token = createTokenVariable(requestToken)
  const client = ofetch.create({
    baseURL: api,
    retry: 1,
    retryStatusCodes: [401],
    onRequest({ options }) {
      options.headers.set('Authorization', `Bearer ${token.accessToken()}`)
    },
    async onResponseError({ response }) {
      if (response.status === 401) await token.refresh()
    },
  })
  return { signIn: token.set, get: (path) => client(path) }
}
