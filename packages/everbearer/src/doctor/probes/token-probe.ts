import { type Authentication, isSafe, type Secrets, type Target } from '../../target/target.ts'
import { createSource } from '../../target/source-options.ts'
import { fetchThrough } from '../../http/fetch-through.ts'
import { isTransient, jsonOf, type ProbeRequest, type Reply, type ResponseReply, type Send } from '../../http/reply.ts'
import type { MetadataReading, TokenRequestPurpose, TokenRequestReading } from '../observations.ts'

/** The settings and functions for the token requests of one run of `doctor`. */
export interface TokenProbe {
  readonly target: Target
  readonly secrets: Secrets
  readonly tokenEndpoint: string
  /** The issuer's metadata; undefined: the user named the token endpoint, so no metadata were read. */
  readonly metadata: MetadataReading | undefined
  readonly send: Send
  /** Waits before a token request is repeated. */
  readonly pause: () => Promise<void>
  /** Called with each token in a response, so that the terminal conceals the token. */
  readonly onSecret: (secret: string) => void
}

/**
 * Sends one token request in the same way as a coordinator. After a temporary failure, sends the request once more. With a refresh token,
 * only a 503 is temporary: at another failure, the server may have used the refresh token.
 */
export async function requestToken(
  probe: TokenProbe,
  purpose: TokenRequestPurpose,
  authentication: Authentication,
  refreshToken?: string,
): Promise<TokenRequestReading[]> {
  const once = async (): Promise<TokenRequestReading> => {
    const reading = readingOf(await sendOnce(probe, authentication, refreshToken), purpose, authentication)
    for (const secret of secretsOf(reading)) probe.onSecret(secret)
    return reading
  }
  const first = await once()
  // After most failures, it is unknown whether the refresh token was used. After a 503, it was not used.
  const mayRepeat = refreshToken === undefined ? isTransient(first.reply) : first.reply.kind === 'response' && first.reply.status === 503
  if (!mayRepeat) return [first]
  await probe.pause()
  return [first, await once()]
}

function secretsOf({ fields }: TokenRequestReading): string[] {
  return ['access_token', 'refresh_token', 'id_token'].map((name) => fields?.[name]).filter((value) => typeof value === 'string')
}

/** Sends one token request. A token source makes the request, so that its bytes are equal to those of a coordinator's request. */
async function sendOnce(probe: TokenProbe, authentication: Authentication, refreshToken: string | undefined): Promise<Reply> {
  const { target, secrets, tokenEndpoint, metadata, send } = probe
  const issuer = metadata?.confirmedIssuer
  let reply: Reply = { kind: 'no-response', code: 'not sent', duration: 0 }
  const record = async (request: ProbeRequest): Promise<Reply> => {
    // The source asks for metadata, which decide the algorithm of assertions. Doctor has read the metadata already.
    if (request.method === 'GET') return asReply(metadata?.fields ?? {})
    return (reply = await send(request))
  }
  const endpoint = issuer === undefined || !isSafe(issuer, target) ? { tokenEndpoint } : { issuer }
  const source = createSource(target, secrets, { authentication, endpoint, fetch: fetchThrough(record) })
  const { signal } = new AbortController()
  const sent = refreshToken === undefined ? source.obtain?.({ signal }) : source.refresh?.(refreshToken, { signal })
  // The reply is more detailed than the source's error, so that error is dropped.
  await Promise.resolve(sent).catch(() => {})
  return reply
}

function asReply(fields: Readonly<Record<string, unknown>>): ResponseReply {
  const text = JSON.stringify(fields)
  const headers = { 'content-type': 'application/json' }
  return { kind: 'response', status: 200, headers, text, bytes: text.length, ended: true, reused: false, sentAt: Date.now(), duration: 0 }
}

function readingOf(reply: Reply, purpose: TokenRequestPurpose, authentication: Authentication): TokenRequestReading {
  const fields = jsonOf(reply)
  const error = fields?.['error']
  return { purpose, authentication, reply, fields, error: typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : undefined }
}
