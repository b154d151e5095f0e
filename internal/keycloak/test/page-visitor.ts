/** A person with a browser: cookies, redirects, and the forms of Keycloak's pages. */
export interface PageVisitor {
  /** Logs in, and returns the address at `redirectUri` that the browser would go to. */
  readonly logIn: (url: string, user: Person, redirectUri: string) => Promise<string>
  /** Confirms the login of a device. */
  readonly confirmDevice: (url: string, user: Person) => Promise<void>
}

export interface Person {
  readonly username: string
  readonly password: string
}

/** Most pages and redirects of one visit. */
const most = 15

export function createPageVisitor(): PageVisitor {
  const cookies = new Map<string, string>()

  async function visit(
    url: string,
    body?: URLSearchParams,
  ): Promise<{ readonly url: string; readonly location?: string; readonly page: string }> {
    const cookie = Array.from(cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie }, ...(body !== undefined && { method: 'POST', body }) })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      cookies.set(name, value)
    }
    const location = response.headers.get('location')
    return { url, page: await response.text(), ...(location !== null && { location: new URL(location, url).href }) }
  }

  /** Follows redirects and fills in forms until `isOver`. */
  async function walk(start: string, user: Person, isOver: (url: string, page: string) => boolean): Promise<string> {
    let answer = await visit(start)
    for (let step = 0; step < most; step++) {
      const next = answer.location
      if (next !== undefined) {
        if (isOver(next, '')) return next
        answer = await visit(next)
        continue
      }
      if (isOver(answer.url, answer.page)) return answer.url
      const { action, fields } = formOf(answer.page, user)
      answer = await visit(new URL(action, answer.url).href, fields)
    }
    throw new Error('the visit has no end')
  }

  return {
    logIn: (url, user, redirectUri) => walk(url, user, (address) => address.startsWith(redirectUri)),
    async confirmDevice(url, user) {
      await walk(url, user, (address, page) => page.includes('Device Login Successful') || address.includes('/device/status'))
    },
  }
}

/** The form of a page: the login, or the consent to a device. */
function formOf(page: string, { username, password }: Person): { action: string; fields: URLSearchParams } {
  const [, action] = /<form[^>]*action="([^"]+)"/.exec(page) ?? []
  if (action === undefined) throw new Error(`a page without a form: ${page.replaceAll(/<[^>]+>|\s+/g, ' ').slice(0, 300)}`)
  const fields = new URLSearchParams()
  for (const [input] of page.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(input)?.[1]
    if (name !== undefined && name !== 'cancel' && name !== 'rememberMe') fields.set(name, /value="([^"]*)"/.exec(input)?.[1] ?? '')
  }
  if (fields.has('username')) fields.set('username', username)
  if (fields.has('password')) fields.set('password', password)
  return { action: action.replaceAll('&amp;', '&'), fields }
}
