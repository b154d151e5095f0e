import type { AuthorizationServer } from 'oauth4webapi'

type ListName = 'token_endpoint_auth_methods_supported' | 'token_endpoint_auth_signing_alg_values_supported'

/**
 * Returns the first 20 names in a list of the metadata, RFC 8414 §2. Empty: the metadata have no such list. Errors quote the names, so
 * values that do not look like a name are dropped.
 */
export function listed(server: AuthorizationServer, name: ListName): readonly string[] {
  const list: unknown = server[name]
  return Array.isArray(list) ? list.filter((value) => /^[a-z][\w-]{0,39}$/i.test(value)).slice(0, 20) : []
}

/** Returns a sentence for an error message: that the metadata do not list the value. Empty: they list the value, or have no such list. */
export function unlisted(value: string, name: ListName, server: AuthorizationServer): string {
  const list = listed(server, name)
  return list.length === 0 || list.includes(value) ? '' : ` ${value} is not among this server's ${name}: ${list.join(', ')}.`
}
