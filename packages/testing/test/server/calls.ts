import type { RegisteredClient, Testbed } from '../../src/server/index.ts'

/** A token answer, good or bad, as tests look at it. */
export interface TokenResponse {
  readonly status: number
  readonly headers: Headers
  readonly fields: Record<string, unknown>
  readonly accessToken: string
  readonly refreshToken: string
}

/** Asks for a token the way of `client_secret_post`. */
export function token(testbed: Testbed, client: RegisteredClient, form: Record<string, string> = {}): Promise<TokenResponse> {
  const credentials = { client_id: client.clientId, client_secret: client.clientSecret }
  return postForm(testbed, { grant_type: 'client_credentials', ...credentials, ...form })
}

export function refresh(testbed: Testbed, client: RegisteredClient, refreshToken: string): Promise<TokenResponse> {
  return token(testbed, client, { grant_type: 'refresh_token', refresh_token: refreshToken })
}

export async function postForm(
  testbed: Testbed,
  form: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenResponse> {
  const response = await fetch(testbed.tokenEndpoint, { method: 'POST', headers, body: new URLSearchParams(form) })
  const fields = JSON.parse(await response.text()) as Record<string, unknown>
  return {
    status: response.status,
    headers: response.headers,
    fields,
    accessToken: String(fields['access_token']),
    refreshToken: String(fields['refresh_token']),
  }
}

/** RFC 6749 section 2.3.1: both halves form-encoded. */
export function basic({ clientId, clientSecret }: RegisteredClient): Record<string, string> {
  return { authorization: `Basic ${btoa(`${formEncode(clientId)}:${formEncode(clientSecret)}`)}` }
}

export function callApi(testbed: Testbed, path: string, accessToken?: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  if (accessToken !== undefined) headers.set('authorization', `Bearer ${accessToken}`)
  return fetch(testbed.api + path, { ...init, headers })
}

function formEncode(text: string): string {
  return new URLSearchParams({ '': text }).toString().slice(1)
}
