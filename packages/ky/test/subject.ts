import type { Call, Client, ClientSettings, Failure, Hooks, Subject } from '@everbearer/testing/conformance'
import { defaultRetryOn, isUrl, replyOfFetch, spiedFetch } from '@everbearer/testing/conformance'
import ky, { isHTTPError, isNetworkError, isTimeoutError, type KyInstance, type Options } from 'ky'
import { withBearer } from '../src/index.ts'

type Fetch = NonNullable<Options['fetch']>

/** ky over the platform's fetch. */
export function kySubject(limits: Subject['limits'] = {}): Subject {
  return { name: 'ky', create: createClient, failureOf, limits }
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
  const fetch = transport ? spiedFetch(transport) : (pool?.fetch as Fetch | undefined)
  let client: KyInstance = ky.create({
    prefix: baseUrl,
    retry: { limit: retries, statusCodes: [...retryOn], methods: ['get', 'post', 'put', 'patch', 'delete'], delay: () => 0 },
    ...(query && { searchParams: query }),
    ...(headers && { headers }),
    // Longer than ky's own 10 s, which a thousand requests at once may take on a slow machine.
    timeout: timeout ?? 60_000,
    ...(throws === false && { throwHttpErrors: false }),
    ...(fetch && { fetch }),
    ...(onRetry && { hooks: { beforeRetry: [() => onRetry()] } }),
  })
  if (hooks?.before) client = client.extend({ hooks: hooksOf(hooks.before) })
  if (auth) client = withBearer(client, auth)
  if (auth && alsoFor) client = withBearer(client, alsoFor)
  if (hooks?.after) client = client.extend({ hooks: hooksOf(hooks.after) })
  return {
    async send(call) {
      const pending = client(call.url ?? call.path, optionsOf(call))
      return replyOfFetch(await pending, call.responseType, pending)
    },
  }
}

function optionsOf(call: Call): Options {
  const {
    method,
    path,
    query,
    headers,
    body,
    json,
    signal,
    timeout,
    retries,
    throws,
    bearer,
    redirect,
    onUploadProgress,
    onDownloadProgress,
  } = call
  return {
    ...(isUrl(path) && { prefix: '' }),
    ...(method !== undefined && { method }),
    ...(query && { searchParams: query }),
    ...(headers && { headers }),
    ...(body !== undefined && { body }),
    ...(json !== undefined && { json }),
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout }),
    ...(retries !== undefined && { retry: { limit: retries } }),
    ...(throws !== undefined && { throwHttpErrors: throws }),
    ...(bearer !== undefined && { context: { bearer } }),
    ...(redirect && { redirect }),
    ...(onUploadProgress && { onUploadProgress: ({ transferredBytes }) => onUploadProgress(transferredBytes) }),
    ...(onDownloadProgress && { onDownloadProgress: ({ transferredBytes }) => onDownloadProgress(transferredBytes) }),
  }
}

function hooksOf({ request: onRequest, response: onResponse }: Hooks): NonNullable<Options['hooks']> {
  return {
    beforeRequest: [
      async ({ request: { headers } }) => {
        await onRequest?.({ header: (name) => headers.get(name), setHeader: (name, value) => headers.set(name, value) })
      },
    ],
    afterResponse: [
      async ({ response }) => {
        await onResponse?.(response)
      },
    ],
  }
}

function failureOf(error: unknown): Failure {
  if (isHTTPError(error)) return { kind: 'http', status: error.response.status, body: error.data }
  if (isTimeoutError(error)) return { kind: 'timeout' }
  if (isNetworkError(error)) return { kind: 'network' }
  return { kind: (error as Error).name === 'AbortError' ? 'abort' : 'other' }
}
