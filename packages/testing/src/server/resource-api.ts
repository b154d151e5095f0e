import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import type { AuthorizationServer } from './authorization-server.ts'
import type { BoundTokens, ProvenApiRequest } from './bound-tokens.ts'
import { proofRejection, rejections, tokenMissing } from './challenges.ts'
import type { Rejection } from './challenges.ts'
import { demandOf } from './demands.ts'
import type { Counters } from './counters.ts'
import type { Faults } from './faults.ts'
import { digestBody, emptyBody } from './request-body.ts'
import { responseTo, needsNoToken, stalling } from './routes.ts'
import type { ApiResponse } from './routes.ts'
import { QueryError, readSwitches } from './switches.ts'
import type { Switches } from './switches.ts'

export interface ResourceApiOptions {
  /** Path at which the URLs of the API begin, such as '/api'; may be empty. */
  readonly base: string
  readonly server: AuthorizationServer
  readonly faults: Faults
  readonly counters: Counters
  readonly bound: BoundTokens
  /** Signal that ends every delay of a response, when the testbed is closed. */
  readonly closed: AbortSignal
}

/** Makes the API that accepts the authorization server's access tokens. */
export function createResourceApi({
  base,
  server,
  faults,
  counters,
  bound,
  closed,
}: ResourceApiOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const rejectedSoFar = new Map<string, number>()

  function isRejected(url: string, { reject }: Switches): boolean {
    if (reject === 0) return false
    const before = rejectedSoFar.get(url) ?? 0
    rejectedSoFar.set(url, before + 1)
    return before < reject
  }

  /** Returns the rejection of a request; undefined: the request is accepted. */
  async function rejectionOf({ path, query, token, scheme, switches }: Asked): Promise<Rejection | undefined> {
    if (needsNoToken(path)) return undefined
    const facts = token === undefined ? undefined : await server.factsOf(token)
    return facts === undefined ? rejectionFor(scheme, switches) : demandOf(query, scheme, facts)
  }

  function proveRequest({ method = 'GET', url = '/', headers }: IncomingMessage, scheme: string, accessToken: string): ProvenApiRequest {
    const proof = headers['dpop']
    const given = typeof proof === 'string' ? proof : undefined
    const protocol = headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
    return bound.apiRequest({ proof: given, method, url: `${protocol}://${headers.host ?? ''}${url}`, scheme, accessToken })
  }

  return async (request, response) => {
    const { method = 'GET', url = '/' } = request
    const { pathname, searchParams: query } = new URL(`http://testbed${url}`)
    const path = pathname.slice(base.length)
    const [, scheme = '', token] = /^(bearer|dpop) +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
    const { clientId, number: tokenNumber } = (token === undefined ? undefined : server.issueOf(token)) ?? {}
    counters.apiArrived(clientId)

    const early = query.get('early') === '1'
    const digest = early ? emptyBody : await digestBody(request)
    const received = { method, url, headers: plainHeaders(request.headers), ...digest }
    const record = (status: number): void => counters.apiServed({ ...received, status, clientId, tokenNumber })

    const faultStatus = await faults.meet(response, { clientId, path })
    if (faultStatus !== undefined) return record(faultStatus)

    const proven = token === undefined || needsNoToken(path) ? undefined : proveRequest(request, scheme, token)
    if (proven?.nonce !== undefined) response.setHeader('dpop-nonce', proven.nonce)

    let answer: ApiResponse
    try {
      const switches = readSwitches(query)
      const isRefused = proven?.problem !== undefined || isRejected(url, switches)
      const rejection =
        proofRejectionOf(proven) ??
        (isRefused ? rejectionFor(scheme, switches) : await rejectionOf({ path, query, token, scheme, switches }))
      answer = rejection === undefined ? responseTo({ path, query, request: received, closed }) : rejectionResponse(rejection, switches)
      if (switches.delay > 0) await pause(switches.delay, undefined, { signal: closed })
    } catch (error) {
      if (!(error instanceof QueryError)) throw error
      answer = { status: 400, body: { error: 'invalid_query', error_description: error.message } }
    }
    record(answer.status)
    await send(response, answer)
  }
}

/** Data of a request that decide whether the API accepts the request. */
interface Asked {
  readonly path: string
  readonly query: URLSearchParams
  readonly token: string | undefined
  readonly scheme: string
  readonly switches: Switches
}

function rejectionFor(scheme: string, { challenge }: Switches): Rejection {
  if (challenge !== undefined) return rejections[challenge]
  if (scheme === '') return tokenMissing
  return scheme.toLowerCase() === 'dpop' ? rejections.dpop : rejections.invalid_token
}

function proofRejectionOf(proven: ProvenApiRequest | undefined): Rejection | undefined {
  return proven?.problem === undefined || proven.problem === 'token' ? undefined : proofRejection(proven.problem)
}

function rejectionResponse({ status, challenge, error }: Rejection, { rejectBytes: length, stall }: Switches): ApiResponse {
  const headers = challenge === undefined ? {} : { 'www-authenticate': challenge }
  if (stall) return { status, headers: { ...headers, 'content-type': 'text/plain' }, body: stalling(length ?? 1024) }
  if (length === undefined) return { status, headers, body: { error } }
  const text = error.padEnd(length, '.').slice(0, length)
  return { status, headers: { ...headers, 'content-type': 'text/plain' }, body: text }
}

async function send(response: ServerResponse, { status, headers = {}, body }: ApiResponse): Promise<void> {
  if (body instanceof Readable) {
    response.writeHead(status, headers)
    return pipeline(body, response)
  }
  if (typeof body === 'string') {
    response.writeHead(status, headers).end(body)
    return
  }
  response.writeHead(status, { 'content-type': 'application/json', ...headers })
  response.end(JSON.stringify(body))
}

function plainHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const plain: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) plain[name] = String(value)
  if (headers.authorization !== undefined) plain['authorization'] = headers.authorization.split(' ', 1)[0] ?? ''
  return plain
}
