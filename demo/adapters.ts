import { withBearer as bearerAxios } from '@everbearer/axios'
import type { Coordinator } from '@everbearer/core'
import { withBearer as bearerFetch } from '@everbearer/fetch'
import { create } from 'axios'

/** Sends a GET, reads the whole answer and gives its status. Rejects where no answer came. */
export type Send = (url: string, request: SendOptions) => Promise<number>

interface SendOptions {
  readonly signal: AbortSignal
  readonly headers?: Record<string, string>
}

/** Makes a client of one HTTP library: with Everbearer, or bare where there is no `auth`. */
export type Adapter = (auth?: Coordinator) => Send

/** Every adapter there is. */
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
}
