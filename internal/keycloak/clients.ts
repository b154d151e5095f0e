import { withBearer as bearerAxios } from '@everbearer/axios'
import type { Coordinator } from '@everbearer/core'
import { withBearer as bearerFetch } from '@everbearer/fetch'
import { withBearer as bearerKy } from '@everbearer/ky'
import { withBearer as bearerOfetch } from '@everbearer/ofetch'
import { create } from 'axios'
import ky from 'ky'
import { ofetch } from 'ofetch'

/** What a caller sees of an answer, whatever the client. */
export interface Reply {
  readonly status: number
  /** The WWW-Authenticate header. */
  readonly challenge: string | undefined
  readonly body: string
}

/** Sends a GET and reads the whole answer, whatever its status. Rejects where no answer came, or no token. */
export type Send = (url: string, init?: SendInit) => Promise<Reply>

export interface SendInit {
  readonly headers?: Record<string, string>
  readonly signal?: AbortSignal
}

/** One HTTP client with its adapter. */
export interface ClientUnderTest {
  readonly name: string
  readonly create: (auth: Coordinator) => Send
}

/** Every adapter there is: each row of each system is run with all of them. */
export const clients: readonly ClientUnderTest[] = [
  {
    name: 'axios',
    create(auth) {
      const client = bearerAxios(
        create({ validateStatus: () => true, responseType: 'text', transformResponse: (text: unknown) => text }),
        auth,
      )
      return async (url, init = {}) => {
        const { status, headers, data } = await client.get<string>(url, init)
        const challenge: unknown = headers['www-authenticate']
        return { status, challenge: typeof challenge === 'string' ? challenge : undefined, body: data }
      }
    },
  },
  {
    name: 'fetch',
    create(auth) {
      const send = bearerFetch(fetch, auth)
      return async (url, init) => replyOf(await send(url, init))
    },
  },
  {
    name: 'ky',
    create(auth) {
      const client = bearerKy(ky.create({ retry: 0, timeout: false, throwHttpErrors: false }), auth)
      return async (url, init) => replyOf(await client(url, init))
    },
  },
  {
    name: 'ofetch',
    create(auth) {
      const client = bearerOfetch(ofetch.create({ retry: false, ignoreResponseError: true, responseType: 'text' }), auth)
      return async (url, init) => {
        const { status, headers, _data: body = '' } = await client.raw<string, 'text'>(url, init)
        return { status, challenge: headers.get('www-authenticate') ?? undefined, body }
      }
    },
  },
]

async function replyOf(response: Response): Promise<Reply> {
  const challenge = response.headers.get('www-authenticate') ?? undefined
  return { status: response.status, challenge, body: await response.text() }
}
