import type { Authentication, Target } from '../../target/target.ts'
import { isSuccess, type Send } from '../../http/reply.ts'

/** Revokes the tokens of a session, RFC 7009. */
export type Revoke = (token: string, kind: 'access_token' | 'refresh_token') => Promise<boolean>

/** @param endpoint - the revocation endpoint of the metadata */
export function createRevoke(
  endpoint: string,
  { clientId }: Pick<Target, 'clientId'>,
  clientSecret: string | undefined,
  { method, basicEncoding = 'form' }: Authentication,
  send: Send,
): Revoke {
  return async (token, kind) => {
    const form = new URLSearchParams({ token, token_type_hint: kind, client_id: clientId })
    const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    if (method === 'client_secret_post') form.set('client_secret', clientSecret ?? '')
    if (method === 'client_secret_basic') {
      const encode = (text: string): string => (basicEncoding === 'form' ? new URLSearchParams({ '': text }).toString().slice(1) : text)
      headers['authorization'] = `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret ?? '')}`).toString('base64')}`
      form.delete('client_id')
    }
    return isSuccess(await send({ url: endpoint, method: 'POST', headers, body: form.toString() }))
  }
}
