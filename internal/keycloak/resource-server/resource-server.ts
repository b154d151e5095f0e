import type { IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { listen, type Listener } from '../wire/listener.ts'
import { rejections, type Style } from './rejections.ts'
import { byIntrospection, bySignature } from './token-checks.ts'

export interface ResourceServerOptions {
  /** The realm whose tokens it takes, as a URL. */
  readonly realmUrl: string
  /** How it tells good tokens from bad. @default 'introspection' */
  readonly checks?: 'introspection' | 'signature'
  /** How it turns tokens away. @default 'spring' */
  readonly style?: Style
  /** How long it works on each answer, ms, as a real one would. @default 0 */
  readonly works?: number
  /** Where it finds the token. @default the Bearer token of the Authorization header */
  readonly tokenOf?: (request: IncomingMessage) => string | undefined
}

/** An API that takes a realm's tokens, and turns bad ones away as a real one would. */
export interface ResourceServer extends Listener {
  /** The paths that were asked for, with the Authorization header of each and when it was checked (ms since 1970), in order. */
  readonly requests: { readonly url: string; readonly authorization: string | undefined; readonly status: number; readonly at: number }[]
  readonly rejected: () => number
}

export async function startResourceServer(options: ResourceServerOptions): Promise<ResourceServer> {
  const { realmUrl, style = 'spring', works = 0, tokenOf = bearerTokenOf } = options
  const isGoodToken = options.checks === 'signature' ? await bySignature(realmUrl) : byIntrospection(realmUrl)
  const requests: ResourceServer['requests'] = []
  const listener = await listen(async (request, response) => {
    request.resume()
    const token = tokenOf(request)
    const at = Date.now()
    const isGood = token !== undefined && (await isGoodToken(token))
    if (works > 0) await pause(works)
    const { status, challenge } = isGood ? { status: 200, challenge: undefined } : { challenge: undefined, ...rejections[style] }
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization, status, at })
    response.writeHead(status, { 'content-type': 'application/json', ...(challenge !== undefined && { 'www-authenticate': challenge }) })
    response.end(JSON.stringify(isGood ? { ok: true } : { error: 'rejected' }))
  })
  return { ...listener, requests, rejected: () => requests.filter(({ status }) => status !== 200).length }
}

function bearerTokenOf({ headers: { authorization } }: IncomingMessage): string | undefined {
  return /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
}
