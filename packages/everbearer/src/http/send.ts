import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as requestByHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestByHttps } from 'node:https'
import type { Limits, ProbeRequest, Reply, ResponseReply, Send } from './reply.ts'
import type { TlsIdentity } from './tls.ts'

/** Maximum length of a body that is read to its end, bytes, as in `@everbearer/core`. For a longer body, the connection is closed. */
const mostBytes = 1_048_576

/** Object that sends requests one after another, through one connection for each origin. */
export interface Sender extends Disposable {
  readonly send: Send
}

/** Creates a sender. @param identity - certificate and authority for TLS; undefined: no certificate, and the authorities of the system */
export function createSender(limits: Pick<Limits, 'response' | 'body'>, identity?: TlsIdentity): Sender {
  const settings = { keepAlive: true, maxSockets: 1 }
  const agents = { http: new HttpAgent(settings), https: new HttpsAgent({ ...settings, ...identity }) }
  return {
    send: (request) => sendOnce(request, limits, agents),
    [Symbol.dispose]() {
      agents.http.destroy()
      agents.https.destroy()
    },
  }
}

function sendOnce(
  { url, method = 'GET', headers = {}, body, signal }: ProbeRequest,
  limits: Pick<Limits, 'response' | 'body'>,
  agents: Agents,
): Promise<Reply> {
  const sentAt = Date.now()
  const begun = performance.now()
  const elapsed = (): number => performance.now() - begun
  return new Promise((resolve) => {
    const options = { method, headers: { 'user-agent': 'everbearer', ...headers }, signal }
    const isTls = new URL(url).protocol === 'https:'
    const request: ClientRequest = isTls
      ? requestByHttps(url, { ...options, agent: agents.https })
      : requestByHttp(url, { ...options, agent: agents.http })
    const giveUp = (code: string): void => {
      clearTimeout(timer)
      resolve({ kind: 'no-response', code, duration: elapsed() })
      request.destroy()
    }
    const timer = setTimeout(giveUp, limits.response, 'timeout')
    request.on('error', (error: NodeJS.ErrnoException) => giveUp(/^[A-Z0-9_]{3,60}$/.exec(error.code ?? '')?.[0] ?? 'no connection'))
    request.on('response', (response) => {
      clearTimeout(timer)
      const facts = { sentAt, duration: elapsed(), reused: request.reusedSocket }
      readBody(response, limits.body).then(
        (read) => {
          if (!read.ended) request.destroy()
          return resolve({ kind: 'response', status: response.statusCode ?? 0, headers: plainHeaders(response), ...read, ...facts })
        },
        () => giveUp('ECONNRESET'),
      )
    })
    request.end(body)
  })
}

interface Agents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

async function readBody(response: IncomingMessage, limit: number): Promise<Pick<ResponseReply, 'text' | 'bytes' | 'ended'>> {
  const chunks: Buffer[] = []
  let bytes = 0
  const ended = await new Promise<boolean>((resolve, reject) => {
    const timer = setTimeout(resolve, limit, false)
    const settle = (isEnd: boolean): void => {
      clearTimeout(timer)
      resolve(isEnd)
    }
    response.on('data', (chunk: Buffer) => {
      chunks.push(chunk)
      bytes += chunk.length
      if (bytes > mostBytes) settle(false)
    })
    response.on('end', () => settle(true))
    response.on('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
  })
  return { text: Buffer.concat(chunks).toString(), bytes, ended }
}

function plainHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]))
}
