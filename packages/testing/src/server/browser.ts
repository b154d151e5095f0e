/** Maximum number of redirects of one login. */
const most = 12

/**
 * Follows the redirects of a login as a browser does, with cookies, until a redirect goes to the redirect URI. Returns that URL. No request
 * is sent there.
 *
 * @throws Error a response is no redirect, or there are 12 redirects
 */
export async function followLogin(url: string, redirectUri: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next = url
  for (let redirects = 0; redirects < most; redirects++) {
    if (next.startsWith(redirectUri)) return next
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(next, { redirect: 'manual', headers: { cookie } })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    if (location === null) throw new Error(`the login ended with ${response.status}: ${(await response.text()).slice(0, 500)}`)
    next = new URL(location, next).href
  }
  throw new Error('the login redirects without an end')
}
