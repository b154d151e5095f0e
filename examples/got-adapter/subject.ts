import type { Call, Client, ClientSettings, Failure, Hooks, Reply, Subject } from '@everbearer/testing/conformance'
import { defaultRetryOn } from '@everbearer/testing/conformance'
import got, { type Got, HTTPError, type OptionsInit, RequestError, type Response, TimeoutError } from 'got'
import { limits } from './limits.ts'
import { withBearer } from './with-bearer.ts'

/** got, in the terms of the suite. */
export const gotSubject: Subject = { name: 'got', create: createClient, failureOf, limits, pool: 'agent' }

function createClient(auth: Parameters<Subject['create']>[0], settings: ClientSettings): Client {
  const { baseUrl, query, headers, timeout, throws, pool, hooks, retries = 0, retryOn = defaultRetryOn, onRetry, alsoFor } = settings
  let client: Got = got.extend({
    prefixUrl: baseUrl,
    responseType: 'buffer',
    retry: { limit: retries, statusCodes: [...retryOn], methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], calculateDelay: delayOf },
    ...(query && { searchParams: query }),
    ...(headers && { headers }),
    ...(timeout !== undefined && { timeout: { request: timeout } }),
    ...(throws === false && { throwHttpErrors: false }),
    ...(pool?.agent && { agent: { http: pool.agent as never } }),
    ...(onRetry && { hooks: { beforeRetry: [() => onRetry()] } }),
  })
  if (hooks?.before) client = client.extend({ hooks: hooksOf(hooks.before) })
  if (auth) client = withBearer(client, auth)
  if (auth && alsoFor) client = withBearer(client, alsoFor)
  if (hooks?.after) client = client.extend({ hooks: hooksOf(hooks.after) })
  return { send: async (call) => replyOf((await client(urlOf(call), optionsOf(call))) as Response, call.responseType) }
}

/** Without the pause of got's own. */
function delayOf({ computedValue }: { readonly computedValue: number }): number {
  return Math.min(computedValue, 1)
}

function urlOf({ url, path }: Call): string | URL {
  return url ?? (URL.canParse(path) ? path : path.replace(/^\//, ''))
}

function optionsOf(call: Call): OptionsInit {
  const { method, path, url, query, headers, body, json, signal, timeout, retries, throws, bearer, redirect } = call
  return {
    ...((url !== undefined || URL.canParse(path)) && { prefixUrl: '' }),
    ...(method !== undefined && { method }),
    ...(query && { searchParams: query }),
    ...(headers && { headers }),
    ...bodyOf(body),
    ...(json !== undefined && { json }),
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout: { request: timeout } }),
    ...(retries !== undefined && { retry: { limit: retries } }),
    ...(throws !== undefined && { throwHttpErrors: throws }),
    ...(bearer !== undefined && { context: { bearer } }),
    ...(redirect === 'manual' && { followRedirect: false }),
  }
}

function bodyOf(body: Call['body']): OptionsInit {
  if (body === undefined) return {}
  if (body instanceof URLSearchParams) return { form: Object.fromEntries(body) }
  return { body: (body instanceof ArrayBuffer ? new Uint8Array(body) : body) as Exclude<OptionsInit['body'], undefined> }
}

function hooksOf({ request: onRequest, response: onResponse }: Hooks): NonNullable<OptionsInit['hooks']> {
  return {
    beforeRequest: [
      async ({ headers }) => {
        const header = (name: string): string | null => [headers[name.toLowerCase()]].flat()[0] ?? null
        await onRequest?.({ header, setHeader: (name, value) => void (headers[name.toLowerCase()] = value) })
      },
    ],
    afterResponse: [
      async (response) => {
        await onResponse?.({ status: response.statusCode })
        return response
      },
    ],
  }
}

function replyOf(native: Response, responseType: Call['responseType']): Reply {
  const header = (name: string): string | null => [native.headers[name.toLowerCase()]].flat()[0] ?? null
  return { status: native.statusCode, header, body: read(native.body as Uint8Array, responseType, header('content-type') ?? ''), native }
}

function read(bytes: Uint8Array, responseType: Call['responseType'], contentType: string): unknown {
  if (responseType === 'bytes') return bytes
  const text = new TextDecoder().decode(bytes)
  return responseType !== 'text' && contentType.includes('json') && text !== '' ? JSON.parse(text) : text
}

function failureOf(error: unknown): Failure {
  if (error instanceof HTTPError) {
    const { body } = replyOf(error.response, undefined)
    return { kind: 'http', status: error.response.statusCode, body }
  }
  if (error instanceof TimeoutError) return { kind: 'timeout' }
  if ((error as Error).name === 'AbortError' || (error as Error).name === 'TimeoutError') return { kind: 'abort' }
  return { kind: error instanceof RequestError ? 'network' : 'other' }
}
