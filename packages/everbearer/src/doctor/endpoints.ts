import { isSafe, type Target, usesCertificate } from '../target/target.ts'
import type { MetadataReading } from './observations.ts'

/**
 * Returns the token endpoint; undefined: there is no endpoint, or no secret may be sent to the endpoint. The endpoint needs https, unless
 * `isSafe()` allows plain http. If the metadata do not confirm the issuer, the endpoint must have the issuer's origin.
 */
export function tokenEndpointOf(target: Target, metadata: MetadataReading | undefined): string | undefined {
  const named = target.tokenEndpoint ?? endpointIn(metadata, 'token_endpoint', target)
  if (typeof named !== 'string' || !/^https?:/.test(URL.parse(named)?.protocol ?? '')) return undefined
  const isTrusted = metadata === undefined || metadata.confirmedIssuer !== undefined
  const isOfIssuer = isTrusted || new URL(named).origin === new URL(target.issuer ?? '').origin
  return isOfIssuer && isSafe(named, target) ? named : undefined
}

/** Returns an endpoint of the metadata. A client with a certificate gets the alias for mutual TLS if there is one: RFC 8705 §5. */
export function endpointIn(metadata: MetadataReading | undefined, name: string, { authentication }: Target): unknown {
  const aliases = usesCertificate(authentication) ? metadata?.fields?.['mtls_endpoint_aliases'] : undefined
  return (aliases as Readonly<Record<string, unknown>> | null | undefined)?.[name] ?? metadata?.fields?.[name]
}

/** Returns the origins of the https URLs, without duplicates. */
export function secureOrigins(urls: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(urls.flatMap((url) => (url?.startsWith('https:') ? [new URL(url).origin] : [])))]
}
