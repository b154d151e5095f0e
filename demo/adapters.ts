import { withBearer as bearerAxios } from '@everbearer/axios'
import type { Coordinator } from '@everbearer/core'
import { withBearer as bearerFetch } from '@everbearer/fetch'
import { withBearer as bearerKy } from '@everbearer/ky'
import { withBearer as bearerOfetch } from '@everbearer/ofetch'
import { create } from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'

/** Sends a GET, reads the whole response and gives its status. Rejects without a response. */
export type Send = (url: string, request: SendOptions) => Promise<number>

interface SendOptions {
  readonly signal: AbortSignal
  readonly headers?: Record<string, string>
}

/** Makes a client of one HTTP library: with Everbearer, or bare without `auth`. */
export type Adapter = (auth?: Coordinator) => Send

/** All adapters. */
export const adapters: Readonly<Record<string, Adapter>> = {
  axios(auth) {
    const client = create({ validateStatus: () => true })
    if (auth !== undefined) bearerAxios(client, auth)
    return async (url, request) => (await client.get(url, request)).status
  },

  fetch(auth) {
    const send = auth === undefined ? fetch : bearerFetch(fetch, auth)
    return async (url, request) => {
      const response = await send(url, request)
      await response.arrayBuffer()
      return response.status
    }
  },

  ky(auth) {
    const client = ky.create({ retry: 0, throwHttpErrors: false })
    const send = auth === undefined ? client : bearerKy(client, auth)
    return async (url, request) => {
      const response = await send(url, request)
      await response.arrayBuffer()
      return response.status
    }
  },

  ofetch(auth) {
    const client = ofetch.create({ retry: false, ignoreResponseError: true })
    const send = auth === undefined ? client : bearerOfetch(client, auth)
    return async (url, request) => (await send.raw(url, request)).status
  },
}
