import type { Call, Client, ClientSettings, Failure, Hooks, Reply, Subject } from '@everbearer/testing/conformance'
import { defaultRetryOn, isUrl, spiedFetch } from '@everbearer/testing/conformance'
import { type FetchOptions, type FetchResponse, type IFetchError, ofetch } from 'ofetch'
import { withBearer } from '../src/index.ts'

/** ofetch over the platform's fetch. */
export function ofetchSubject(name = 'ofetch', limits: Subject['limits'] = {}): Subject {
  const noProgress = 'ofetch has no progress callbacks'
  return {
    name,
    create: createClient,
    failureOf,
    limits: {
      'the time-out counts the body, too': "ofetch's time-out is for the head of the response",
      'upload-progress': noProgress,
      'download-progress': noProgress,
      ...limits,
    },
  }
}

function createClient(auth: Parameters<Subject['create']>[0], settings: ClientSettings): Client {
  const {
    baseUrl,
    query,
    headers,
    timeout,
    throws,
    pool,
    hooks,
    transport,
    retries = 0,
    retryOn = defaultRetryOn,
    onRetry,
    alsoFor,
  } = settings
  const fetch = transport ? spiedFetch(transport) : pool?.fetch
  const retryDelay = (): number => {
    onRetry?.()
    return 0
  }
  const { before, after } = hooks ?? {}
  const options: FetchOptions = {
    baseURL: baseUrl,
    retry: retries,
    retryStatusCodes: [...retryOn],
    retryDelay,
    ...(query && { query }),
    ...(headers && { headers }),
    ...(timeout !== undefined && { timeout }),
    ...(throws === false && { ignoreResponseError: true }),
    ...(before && hooksOf([before])),
  }
  let client = ofetch.create(options, fetch && { fetch })
  if (auth) client = withBearer(client, auth)
  if (auth && alsoFor) client = withBearer(client, alsoFor)
  // Hooks that come later replace those that came before: who wants both names both.
  if (after) client = client.create(hooksOf(before ? [before, after] : [after]))
  return { send: async (call) => replyOf(await client.raw((call.url ?? call.path) as string, optionsOf(call))) }
}

function optionsOf(call: Call): FetchOptions<'json'> {
  const { method, path, query, headers, body, json, signal, timeout, retries, throws, responseType, bearer, redirect } = call
  return {
    ...(isUrl(path) && { baseURL: '' }),
    ...(method !== undefined && { method }),
    ...(query && { query }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
    ...(json !== undefined && { body: json as Record<string, unknown> }),
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout }),
    ...(retries !== undefined && { retry: retries }),
    ...(throws !== undefined && { ignoreResponseError: !throws }),
    ...(responseType && { responseType: (responseType === 'bytes' ? 'arrayBuffer' : responseType) as 'json' }),
    ...(bearer !== undefined && { bearer }),
    ...(redirect && { redirect }),
  }
}

function hooksOf(list: readonly Hooks[]): FetchOptions {
  return {
    onRequest: list.map(({ request }) => async ({ options: { headers } }) => {
      await request?.({ header: (name) => headers.get(name), setHeader: (name, value) => headers.set(name, value) })
    }),
    onResponse: list.map(({ response: onResponse }) => async ({ response }) => {
      await onResponse?.(response)
    }),
  }
}

function replyOf(native: FetchResponse<unknown>): Reply {
  return { status: native.status, header: (name) => native.headers.get(name), body: native._data, native }
}

function failureOf(error: unknown): Failure {
  const { response, data, cause, name } = error as IFetchError & { cause?: Error }
  if (response) return { kind: 'http', status: response.status, body: data }
  if (name !== 'FetchError') return { kind: 'other' }
  if (cause?.name === 'TimeoutError') return { kind: 'timeout' }
  return { kind: cause?.name === 'AbortError' ? 'abort' : 'network' }
}
