import type { AuthorizationServer } from 'oauth4webapi'

type ListName = 'token_endpoint_auth_methods_supported' | 'token_endpoint_auth_signing_alg_values_supported'

/** What metadata list, RFC 8414 §2; empty if they list nothing. Errors quote the list, so whatever has not the form of a name is dropped. */
export function listed(server: AuthorizationServer, name: ListName): readonly string[] {
  const list: unknown = server[name]
  return Array.isArray(list) ? list.filter((value) => /^[a-z][\w-]{0,39}$/i.test(value)).slice(0, 20) : []
}

/** The sentence for an error about something that metadata do not list; empty if they list it, or nothing at all. */
export function unlisted(value: string, name: ListName, server: AuthorizationServer): string {
  const list = listed(server, name)
  return list.length === 0 || list.includes(value) ? '' : ` ${value} is not among this server's ${name}: ${list.join(', ')}.`
}
