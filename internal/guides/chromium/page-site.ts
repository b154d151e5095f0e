import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Respond } from '../network/start-front.ts'
import type { World } from '../open-world.ts'

/** The site of a page at https://app.example.com. Its server keeps a session, and is a client of the authorization server. */
export interface PageSite {
  /** Is a user signed in? A page gets tokens only then. */
  signedIn: boolean
  /** What the session endpoint sends, made of a token response. @default the token response */
  fields: (json: { readonly access_token: string; readonly expires_in: number }) => object
  /** The status if nobody is signed in. @default 401 */
  signedOutStatus: number
  /** The requests that the site has got, beside its pages: `POST /session/token`. */
  readonly requests: readonly string[]
}

const html =
  '<!doctype html><html lang="en"><head><title>Page</title><link rel="icon" href="data:,"><script type="module" src="/block.js"></script></head><body></body></html>'

/** Puts the site into a world. What the site does not know itself comes from the API. */
export function addPageSite({ sites, testbed }: World, script: string): PageSite {
  const requests: string[] = []
  const site: PageSite = { signedIn: true, fields: (json) => json, signedOutStatus: 401, requests }
  const { clientId, clientSecret } = testbed.registerClient({ accessTokenLifetime: 300 })

  const serve: Readonly<Record<string, Respond>> = {
    '/': page,
    '/login': page,
    '/callback': page,
    '/end': (_, response) => void response.writeHead(204, { 'clear-site-data': '"storage"' }).end(),
    '/block.js': (_, response) => void response.writeHead(200, { 'content-type': 'text/javascript' }).end(script),
    '/session/token': recorded(sendToken),
    '/session/refresh': recorded(sendToken),
    '/session': recorded((_, response) => {
      site.signedIn = false
      response.writeHead(204).end()
    }),
  }
  for (const [path, listener] of Object.entries(serve)) sites.set(`app.example.com${path}`, listener)
  return site

  function recorded(respond: Respond): Respond {
    return (request, response) => {
      requests.push(`${request.method} ${request.url}`)
      return respond(request, response)
    }
  }

  async function sendToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isOfPage = request.headers['sec-fetch-site'] === 'same-origin'
    if (!isOfPage || !site.signedIn) return void response.writeHead(site.signedOutStatus).end()
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret })
    const token = await (await fetch(`${testbed.origin}/token`, { method: 'POST', body })).json()
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(site.fields(token as never)))
  }
}

const page: Respond = (_, response) => void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html)
