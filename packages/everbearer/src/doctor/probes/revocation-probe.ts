import type { ClientAuthenticationMethod } from '@everbearer/oauth2'
import { isSuccess, type Send } from '../../http/reply.ts'
import { clientMethodOf } from '../../target/client-method.ts'
import type { Authentication, Secrets } from '../../target/target.ts'

/** Revokes a token, RFC 7009. Returns whether the server responded with success. */
export type Revoke = (token: string, kind: 'access_token' | 'refresh_token') => Promise<boolean>

export interface RevocationProbe {
  /** The revocation endpoint in the metadata. */
  readonly endpoint: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly clientId: string
  readonly secrets: Secrets
  readonly authentication: Authentication
  readonly send: Send
}

/** Makes a function that revokes tokens. The function authenticates as the client that got the tokens. */
export function createRevoke({ endpoint, metadata, clientId, secrets, authentication, send }: RevocationProbe): Revoke {
  const method = clientMethodOf(authentication, secrets)
  const encoding = authentication.method === 'client_secret_basic' ? authentication.basicEncoding : undefined
  const secret = secrets.clientSecret ?? ''
  const isAuthenticated = async (by: ClientAuthenticationMethod, form: URLSearchParams, headers: Headers): Promise<boolean> => {
    const server = metadata as Parameters<typeof by.authenticate>[0]
    const authenticated = Promise.resolve(by.authenticate(server, { client_id: clientId }, form, headers, new AbortController().signal))
    // The file of an assertion may have been removed meanwhile.
    return authenticated.then(
      () => true,
      () => false,
    )
  }
  return async (token, kind) => {
    const form = new URLSearchParams({ token, token_type_hint: kind, client_id: clientId })
    const headers = new Headers({ 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' })
    if (method === 'client_secret_post') form.set('client_secret', secret)
    if (method === 'client_secret_basic') {
      headers.set('authorization', basicHeader(clientId, secret, encoding ?? 'form'))
      form.delete('client_id')
    }
    if (typeof method === 'object' && !(await isAuthenticated(method, form, headers))) return false
    return isSuccess(await send({ url: endpoint, method: 'POST', headers: Object.fromEntries(headers), body: form.toString() }))
  }
}

function basicHeader(clientId: string, secret: string, encoding: 'form' | 'raw'): string {
  const encode = (text: string): string => (encoding === 'form' ? new URLSearchParams({ '': text }).toString().slice(1) : text)
  return `Basic ${Buffer.from(`${encode(clientId)}:${encode(secret)}`).toString('base64')}`
}
