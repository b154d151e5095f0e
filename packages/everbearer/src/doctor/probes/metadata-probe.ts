import { isSuccess, jsonOf, type Send } from '../../http/reply.ts'
import type { MetadataReading } from '../observations.ts'

/** Reads an issuer's metadata by OpenID Connect Discovery 1.0 §4 or, after status 404, by RFC 8414 §3. */
export async function readMetadata(issuer: string, send: Send): Promise<MetadataReading> {
  const attempts: MetadataReading['attempts'][number][] = []
  for (const url of metadataUrls(issuer)) {
    const reply = await send({ url, headers: { accept: 'application/json' } })
    attempts.push({ url, reply })
    const fields = isSuccess(reply) ? jsonOf(reply) : undefined
    if (fields !== undefined) return { attempts, fields, confirmedIssuer: await confirmIssuer(issuer, fields['issuer'], send) }
    if (reply.kind === 'no-response' || reply.status !== 404) break
  }
  return { attempts, fields: undefined, confirmedIssuer: undefined }
}

/** Returns the URLs at which the metadata of an issuer may be, in the order to try them. */
function metadataUrls(issuer: string): readonly string[] {
  const { origin, pathname } = new URL(issuer)
  const path = pathname.replace(/\/$/, '')
  return [`${origin}${path}/.well-known/openid-configuration`, `${origin}/.well-known/oauth-authorization-server${path}`]
}

/**
 * Returns the issuer to use: `asked`, if its metadata name the same issuer. If the metadata name another issuer, `named`, its origin must
 * be the same, and its own metadata must name it. An issuer of another origin might belong to an attacker. Undefined: no issuer is
 * confirmed.
 */
async function confirmIssuer(asked: string, named: unknown, send: Send): Promise<string | undefined> {
  if (named === asked) return asked
  if (typeof named !== 'string' || URL.parse(named)?.origin !== new URL(asked).origin) return undefined
  for (const url of metadataUrls(named)) {
    const reply = await send({ url, headers: { accept: 'application/json' } })
    if (isSuccess(reply)) return jsonOf(reply)?.['issuer'] === named ? named : undefined
  }
  return undefined
}
