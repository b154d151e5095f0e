import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One request as the API saw it. */
export interface ServedRequest {
  readonly path: string
  /** The `aud` of the token; undefined: no token, or none that can be read. */
  readonly audience: string | undefined
  /** The user of the token. */
  readonly subject: string | undefined
  /** The id of the token. */
  readonly id: string | undefined
  readonly status: number
}

/** An API that takes only JWTs of one issuer for itself, on an origin of its own. */
export interface ResourceServer extends AsyncDisposable {
  readonly origin: string
  readonly requests: readonly ServedRequest[]
  /** Rejects each token that was issued so far. */
  revokeAll(): void
  /** Answers requests for this path with a redirect. */
  redirect(path: string, to: string): void
}

interface Claims {
  readonly aud?: string
  readonly sub?: string
  readonly jti?: string
  readonly exp?: number
}

/** @param issuer - called with the first token: issuer and APIs name each other */
export async function startResourceServer(issuer: () => string): Promise<ResourceServer> {
  const requests: ServedRequest[] = []
  const revoked = new Set<string>()
  const redirects = new Map<string, string>()
  let keys: Promise<ReadonlyMap<string, CryptoKey>> | undefined
  const server = createServer((request, response) => void serve(request, response))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    origin,
    requests,
    revokeAll() {
      for (const { id } of requests) if (id !== undefined) revoked.add(id)
    },
    redirect: (path, to) => void redirects.set(path, to),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
    },
  }

  async function serve({ headers, url: path = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const claims = token === undefined ? undefined : await claimsOf(token, await (keys ??= keysOf(issuer())))
    const { aud: audience, sub: subject, jti: id, exp = 0 } = claims ?? {}
    const isGood = audience === origin && exp * 1000 > Date.now() && id !== undefined && !revoked.has(id)
    const to = redirects.get(path)
    const status = to === undefined ? (isGood ? 200 : 401) : 307
    requests.push({ path, audience, subject, id, status })
    const challenge = token === undefined ? 'Bearer' : 'Bearer error="invalid_token"'
    response.writeHead(status, to === undefined ? (isGood ? {} : { 'www-authenticate': challenge }) : { location: to })
    response.end(JSON.stringify({ subject }))
  }
}

async function keysOf(issuer: string): Promise<ReadonlyMap<string, CryptoKey>> {
  const { keys } = (await (await fetch(`${issuer}/jwks`)).json()) as { readonly keys: readonly (JsonWebKey & { readonly kid: string })[] }
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256' }
  return new Map(
    await Promise.all(keys.map(async (key) => [key.kid, await crypto.subtle.importKey('jwk', key, algorithm, false, ['verify'])] as const)),
  )
}

/** The claims of a JWT whose signature is right. */
async function claimsOf(token: string, keys: ReadonlyMap<string, CryptoKey>): Promise<Claims | undefined> {
  const [header = '', payload = '', signature = ''] = token.split('.')
  const { kid = '' } = parse(header) as { readonly kid?: string }
  const key = keys.get(kid)
  if (key === undefined) return undefined
  const signed = new TextEncoder().encode(`${header}.${payload}`)
  const isRight = await crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, Buffer.from(signature, 'base64url'), signed)
  return isRight ? parse(payload) : undefined
}

function parse(part: string): object {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return {}
  }
}
