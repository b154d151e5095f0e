import type { Call, Client, ClientSettings, Failure, Hooks, Reply, Subject, Transport } from '@everbearer/testing/conformance'
import { defaultRetryOn } from '@everbearer/testing/conformance'
import axios, {
  type AxiosAdapter,
  AxiosHeaders,
  type AxiosInstance,
  type AxiosRequestConfig,
  type AxiosResponse,
  getAdapter,
  isAxiosError,
  isCancel,
} from 'axios'
import axiosRetry from 'axios-retry'
import { withBearer } from '../src/index.ts'

const noFetch = 'this adapter of axios goes by node:http or XMLHttpRequest'
const noUrlObject = 'this adapter of axios takes URLs as strings alone'
const noCancel = 'axios leaves a stream alone that it has not begun to send'
const streamLimits = {
  'an abort of a streamed request before it is sent cancels its stream': noCancel,
  'an abort of a streamed request while it waits for a token cancels its stream': noCancel,
}
const adapterLimits: Readonly<Record<'http' | 'xhr' | 'fetch', Subject['limits']>> = {
  http: {
    ...streamLimits,
    'the time-out counts the body, too': 'this adapter of axios says of a body that takes too long that it was aborted',
    'platform-fetch': noFetch,
    'a URL object is read when the call begins: changed for the next of three calls, it is requested as it was for each':
      'axios reads the URL when it sends',
  },
  fetch: { ...streamLimits, 'url-object': noUrlObject },
  xhr: {
    'url-object': noUrlObject,
    'platform-fetch': noFetch,
    'streamed-response': 'XMLHttpRequest gives no streams',
    'streamed-request': 'XMLHttpRequest takes no streams',
    'a token in a header of another name follows no redirect to another origin':
      'XMLHttpRequest follows redirects, and can not be told otherwise',
  },
}

/** axios with one of its own adapters. */
export function axiosSubject(adapter: 'http' | 'xhr' | 'fetch', limits: Subject['limits'] = {}): Subject {
  return {
    name: `axios (${adapter})`,
    create: (auth, settings) => createClient(adapter, auth, settings),
    failureOf,
    pool: adapter === 'http' ? 'agent' : 'dispatcher',
    limits: { ...adapterLimits[adapter], ...limits },
  }
}

function createClient(adapter: string, auth: Parameters<Subject['create']>[0], settings: ClientSettings): Client {
  const { baseUrl, query, headers, timeout, throws, pool, hooks, transport, retries, retryOn = defaultRetryOn, onRetry } = settings
  const client = axios.create({
    adapter: transport ? spied(adapter, transport) : adapter,
    baseURL: baseUrl,
    ...(query && { params: query }),
    ...(headers && { headers }),
    ...(timeout !== undefined && { timeout }),
    ...(throws === false && { validateStatus: () => true }),
    ...(pool?.agent && { httpAgent: pool.agent }),
    ...(pool && { env: { fetch: pool.fetch } }),
  })
  if (hooks?.before) install(client, hooks.before)
  if (auth) withBearer(client, auth)
  if (auth && settings.alsoFor) withBearer(client, settings.alsoFor)
  if (hooks?.after) install(client, hooks.after)
  const retryCondition = ({ response }: { response?: AxiosResponse }): boolean =>
    response !== undefined && retryOn.includes(response.status)
  axiosRetry(client, { retries: retries ?? 0, retryDelay: () => 0, retryCondition, ...(onRetry && { onRetry }) })
  return { send: async (call) => replyOf(await client.request(configOf(call, adapter))) }
}

function configOf(call: Call, adapter: string): AxiosRequestConfig {
  const {
    method,
    path,
    url,
    query,
    headers,
    body,
    json,
    signal,
    timeout,
    retries,
    throws,
    responseType,
    bearer,
    redirect,
    onUploadProgress,
    onDownloadProgress,
  } = call
  return {
    url: (url ?? path) as string,
    ...(url && { baseURL: '' }),
    ...(method !== undefined && { method }),
    ...(query && { params: query }),
    headers: { ...(body instanceof FormData && { 'content-type': 'multipart/form-data' }), ...headers },
    ...((json ?? body) !== undefined && { data: json ?? (adapter === 'http' ? nodeBody(body) : body) }),
    ...(signal && { signal }),
    ...(timeout !== undefined && { timeout }),
    ...(retries !== undefined && { 'axios-retry': { retries } }),
    ...(throws === false && { validateStatus: () => true }),
    ...(responseType && { responseType: responseType === 'bytes' ? 'arraybuffer' : responseType }),
    ...(responseType === 'text' && { transformResponse: (text: unknown) => text }),
    ...(bearer !== undefined && { bearer }),
    ...(redirect === 'manual' && { maxRedirects: 0, fetchOptions: { redirect } }),
    ...(onUploadProgress && { onUploadProgress: ({ loaded }) => onUploadProgress(loaded) }),
    ...(onDownloadProgress && { onDownloadProgress: ({ loaded }) => onDownloadProgress(loaded) }),
  }
}

/** axios's http adapter takes Node's streams alone. */
function nodeBody(body: Call['body']): unknown {
  if (!(body instanceof ReadableStream)) return body
  const { Readable } = process.getBuiltinModule('node:stream')
  return Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0])
}

function install(client: AxiosInstance, { request, response }: Hooks): void {
  client.interceptors.request.use(async (config) => {
    const header = (name: string): string | null => config.headers.get(name)?.toString() ?? null
    await request?.({ header, setHeader: (name, value) => void config.headers.set(name, value) })
    return config
  })
  client.interceptors.response.use(
    async (answer) => {
      await response?.(answer)
      return answer
    },
    async (error: unknown) => {
      if (isAxiosError(error) && error.response) await response?.(error.response)
      throw error
    },
  )
}

/** An adapter of the user's own around one of axios's. */
function spied(adapter: string, { sending, received }: Transport): AxiosAdapter {
  return async (config) => {
    const url = `${config.baseURL}${config.url}`
    await sending?.(url)
    try {
      const response = await getAdapter(adapter, config)(config)
      await received?.(response.status, url)
      return response
    } catch (error) {
      if (isAxiosError(error) && error.response) await received?.(error.response.status, url)
      throw error
    }
  }
}

function replyOf(native: AxiosResponse): Reply {
  const headers = AxiosHeaders.from(native.headers as AxiosHeaders)
  return { status: native.status, header: (name) => headers.get(name)?.toString() ?? null, body: native.data, native }
}

function failureOf(error: unknown): Failure {
  if (isCancel(error)) return { kind: 'abort' }
  if (!isAxiosError(error)) return { kind: 'other' }
  if (/^timeout .* exceeded$/.test(error.message)) return { kind: 'timeout' }
  if (error.response) return { kind: 'http', status: error.response.status, body: error.response.data }
  return error.code === 'ERR_CANCELED' ? { kind: 'abort' } : { kind: 'network' }
}
