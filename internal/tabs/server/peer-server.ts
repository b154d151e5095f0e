import { type HttpServer, serve } from './http.ts'

/** A server whose tokens are told apart by their numbers. */
export interface PeerServer extends HttpServer {
  /** How many token requests have arrived. */
  readonly calls: () => number
  /** Lets the next token request wait. Returns a function that lets it go on. */
  readonly holdNext: () => () => void
}

/** Other origins, and pages with an opaque origin, may use this server. */
const headers = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization',
  'content-type': 'text/plain',
}

/**
 * @param script - the program of the peers
 * @param lifetime - of the tokens, s
 */
export async function startPeerServer(script: string, lifetime: number): Promise<PeerServer> {
  let calls = 0
  let held: Promise<void> | undefined
  const server = await serve(async ({ method, url, header }) => {
    switch (`${method} ${url.pathname}`) {
      case 'GET /page':
        return { body: `<!doctype html><title>Page</title><body><script src="/peer.js${url.search.replaceAll('&', '&amp;')}"></script>` }
      case 'GET /peer.js':
        return { body: script, headers: { ...headers, 'content-type': 'text/javascript' } }
      case 'POST /token': {
        const number = ++calls
        const wait = held
        held = undefined
        await wait
        return {
          body: { access_token: `token-${number}`, expires_in: lifetime },
          headers: { ...headers, 'content-type': 'application/json' },
        }
      }
      default:
        return { body: (header('authorization') ?? '').replace('Bearer ', ''), headers }
    }
  })
  return {
    ...server,
    calls: () => calls,
    holdNext() {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = promise
      return resolve
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
