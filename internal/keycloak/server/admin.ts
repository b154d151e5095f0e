import { adminClient } from './launch.ts'

/** Keycloak's admin API. */
export interface Admin {
  /** @param path - below `/admin/realms/` */
  readonly read: (path: string) => Promise<unknown>
  readonly send: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => Promise<void>
}

/** @param baseUrl - where the server's realms begin */
export function createAdmin(baseUrl: string): Admin {
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${baseUrl}/admin/realms/${path}`, {
      method,
      headers: { authorization: `Bearer ${await login(baseUrl)}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
    return response
  }
  return {
    read: async (path) => (await call('GET', path)).json(),
    send: async (method, path, body) => void (await call(method, path, body)),
  }
}

/** A token for each call: their lives are shorter than a test may be. */
async function login(baseUrl: string): Promise<string> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: adminClient.clientId,
    client_secret: adminClient.clientSecret,
  })
  const response = await fetch(`${baseUrl}/realms/master/protocol/openid-connect/token`, { method: 'POST', body })
  const { access_token: token } = (await response.json()) as { access_token?: string }
  if (token === undefined) throw new Error(`the admin could not log in: ${response.status}`)
  return token
}
