import { Readable } from 'node:stream'
import { withBearer as withAxios } from '@everbearer/axios'
import type { Coordinator } from '@everbearer/core'
import { withBearer as withFetch } from '@everbearer/fetch'
import { withBearer as withKy } from '@everbearer/ky'
import { withBearer as withOfetch } from '@everbearer/ofetch'
import axios from 'axios'
import ky, { isHTTPError } from 'ky'
import { ofetch } from 'ofetch'

/** What a test sends. */
export interface Sent {
  readonly method?: 'GET' | 'POST'
  readonly body?: string | ReadableStream<Uint8Array>
  readonly headers?: Record<string, string>
}

/** One of the clients: sends a request, and gives the status that its caller gets. Other errors reject. */
export interface Client {
  readonly name: string
  /** @param retries - how often the client itself retries a 503, without a delay */
  readonly create: (auth: Coordinator, retries?: number) => (url: string, sent?: Sent) => Promise<number>
}

export const clients: readonly Client[] = [
  {
    name: 'fetch',
    create(auth, retries = 0) {
      const api = withFetch(fetch, auth)
      return async (url, { method = 'GET', ...init } = {}) => {
        const options = { method, ...init, ...(init.body instanceof ReadableStream && { duplex: 'half' }) } as RequestInit
        for (let retry = 0; ; retry++) {
          const response = await api(url, options)
          await response.arrayBuffer()
          if (response.status !== 503 || retry === retries) return response.status
        }
      }
    },
  },
  {
    name: 'axios',
    create(auth, retries = 0) {
      const api = withAxios(axios.create({ validateStatus: (status) => status !== 503 }), auth)
      let left = retries
      // As axios-retry does: the same config is sent again.
      api.interceptors.response.use(undefined, (error) => (left-- > 0 ? api.request(error.config) : Promise.reject(error)))
      return async (url, { method = 'GET', body, headers = {} } = {}) => {
        const data: unknown = body instanceof ReadableStream ? Readable.fromWeb(body as never) : body
        return (await api.request({ url, method, data, headers })).status
      }
    },
  },
  {
    name: 'ky',
    create(auth, retries = 0) {
      const api = withKy(ky.create({ retry: { limit: retries, statusCodes: [503], delay: () => 0 } }), auth)
      return async (url, sent = {}) => {
        const response = await api(url, sent).catch((error: unknown) => (isHTTPError(error) ? error.response : Promise.reject(error)))
        return response.status
      }
    },
  },
  {
    name: 'ofetch',
    create(auth, retries = 0) {
      const api = withOfetch(ofetch.create({ ignoreResponseError: false, retry: retries, retryStatusCodes: [503] }), auth)
      return async (url, sent = {}) => {
        const options = sent.body instanceof ReadableStream ? { ...sent, duplex: 'half' as const } : sent
        const response = await api
          .raw(url, options)
          .catch((error: { readonly response?: Response }) => error.response ?? Promise.reject(error))
        return response.status
      }
    },
  },
]
