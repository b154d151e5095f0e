import type { AxiosInstance } from 'axios'
import type { KyInstance } from 'ky'
import type { $Fetch } from 'ofetch'

/** What a caller gets. */
export interface Result {
  readonly status: number
  readonly body: unknown
}

/** Sends a GET, or a POST of JSON. Rejects as the client does. */
export type Call = (path: string, json?: object) => Promise<Result>

export function callWithAxios(api: AxiosInstance): Call {
  return async (path, json) => {
    const { status, data } = await api.request<unknown>({ url: path, method: methodOf(json), data: json })
    return { status, body: data }
  }
}

export function callWithKy(api: KyInstance): Call {
  return async (path, json) => {
    const response = await api(path.slice(1), { method: methodOf(json), ...(json && { json }) })
    return { status: response.status, body: await response.json() }
  }
}

export function callWithOfetch(api: $Fetch): Call {
  return async (path, json) => {
    const { status, _data } = await api.raw<unknown>(path, { method: methodOf(json), ...(json && { body: json }) })
    return { status, body: _data }
  }
}

/** A fetch, as far as it is needed here. */
export type Send = (url: string, init: RequestInit) => Promise<Response>

export function callWithFetch(send: Send, api: string): Call {
  return async (path, json) => {
    const body = json && { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }
    const response = await send(`${api}${path}`, { method: methodOf(json), ...body })
    return { status: response.status, body: await response.json() }
  }
}

/** The part of an alova instance that is needed here. */
interface AlovaLike {
  Get(url: string): PromiseLike<unknown>
  Post(url: string, data: object): PromiseLike<unknown>
}

export function callWithAlova(api: AlovaLike): Call {
  // alova resolves with the body alone, and the examples reject every status that is no success.
  return async (path, json) => ({ status: 200, body: await (json === undefined ? api.Get(path) : api.Post(path, json)) })
}

function methodOf(json: object | undefined): 'GET' | 'POST' {
  return json === undefined ? 'GET' : 'POST'
}
