import type { AuthConfig } from '@auth/core'
import { encode } from '@auth/core/jwt'
import type { Tokens } from '../settings.ts'
import type { Call } from './call.ts'

/** A site with Auth.js. */
interface Site {
  readonly config: AuthConfig
  readonly load: (request: Request, url: string) => Promise<Response>
}

export const secret = 'the secret of the session cookies'
const cookieName = 'authjs.session-token'

/** A browser that has signed in at a site: it keeps the cookies of each response, and sends its newest ones. */
export async function openBrowser({ config, load }: Site, api: string, tokens: Tokens): Promise<Call> {
  // What Auth.js does at the end of a login.
  const account = { ...tokens, expires_at: Math.floor(Date.now() / 1000) + tokens.expires_in, provider: 'testbed', type: 'oauth' }
  const token = await config.callbacks!.jwt!({ token: { sub: 'alice' }, account, user: {} } as never)
  let cookie = `${cookieName}=${await encode({ token: token!, secret, salt: cookieName })}`

  return async (path) => {
    const response = await load(new Request('http://pages.test/orders', { headers: { cookie } }), `${api}${path}`)
    const session = response.headers.getSetCookie().find((each) => each.startsWith(`${cookieName}=`))
    if (session !== undefined) cookie = session.split(';', 1)[0]!
    return { status: response.status, body: await response.json().catch(() => undefined) }
  }
}
