import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** The length of a body, bytes, and its SHA-256, hex. */
export interface BodyDigest {
  readonly bodyLength: number
  readonly bodySha256: string
}

export const emptyBody: BodyDigest = { bodyLength: 0, bodySha256: createHash('sha256').digest('hex') }

/** Reads a body to its end and returns its length and hash, without storing the body. */
export async function digestBody(request: IncomingMessage): Promise<BodyDigest> {
  if (!announcesBody(request)) return emptyBody
  const hash = createHash('sha256')
  let bodyLength = 0
  for await (const chunk of chunksOf(request)) {
    hash.update(chunk)
    bodyLength += chunk.length
  }
  return { bodyLength, bodySha256: hash.digest('hex') }
}

/** Reads a body to its end and stores it. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of chunksOf(request)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Lets oidc-provider read a body that was read before. If the body were passed in another way, oidc-provider would print a warning. */
export function rewind(request: IncomingMessage, body: Buffer): void {
  Object.defineProperty(request, 'readable', { value: true })
  request.iterator = async function* (): AsyncGenerator<Buffer, undefined> {
    yield body
    return undefined
  }
}

function announcesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return request
}
