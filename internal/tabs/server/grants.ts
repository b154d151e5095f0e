import type { RegisteredClient, Testbed } from '@everbearer/testbed'

/** What the token endpoint answers. */
export interface GrantResponse {
  readonly status: number
  readonly body: {
    readonly access_token?: string
    readonly refresh_token?: string
    readonly expires_in?: number
    readonly error?: string
  }
}

/** Requests tokens of the authorization server. */
export type RequestGrant = (form: Readonly<Record<string, string>>, page: string) => Promise<GrantResponse>

/** @param client - authenticates each request */
export function grantsOf({ tokenEndpoint }: Pick<Testbed, 'tokenEndpoint'>, { clientId, clientSecret }: RegisteredClient): RequestGrant {
  return async (form, page) => {
    const body = new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret ?? '' })
    const response = await fetch(tokenEndpoint, { method: 'POST', body, headers: { 'x-process': page } })
    return { status: response.status, body: (await response.json()) as GrantResponse['body'] }
  }
}
