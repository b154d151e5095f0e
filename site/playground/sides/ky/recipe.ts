import ky from 'ky'
import type { OpenSide } from '../side.ts'
import { createTokenVariable } from '../token-variable.ts'

/** “How do I implement token refresh on 401 responses?” in ky's readme. */
export const open: OpenSide = ({ api, requestToken }) => {
  const token = createTokenVariable(requestToken)
  const client = ky.create({
    prefix: api,
    retry: { statusCodes: [401] },
    hooks: {
      beforeRequest: [({ request }) => request.headers.set('Authorization', `Bearer ${token.accessToken()}`)],
      beforeRetry: [async ({ request }) => request.headers.set('Authorization', `Bearer ${await token.refresh()}`)],
    },
  })
  return { signIn: token.set, get: (path) => client.get(path).json() }
}
