/** Reads the claims of a JWT, RFC 7519 §3, without a check of the signature. Undefined if the text is no JWT. */
export function jwtClaims(token: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const payload = token.split('.', 2)[1]?.replaceAll('-', '+').replaceAll('_', '/')
    return payload === undefined ? undefined : (JSON.parse(atob(payload)) ?? undefined)
  } catch {
    return undefined
  }
}
