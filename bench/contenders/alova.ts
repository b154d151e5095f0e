import { createAlova } from 'alova'
import * as alovaClient from 'alova/client'
import adapterFetch from 'alova/fetch'
import { byHand, type Contender, expectSuccess, payload, type Send, type Setting, type TokenVariable, tokenVariable } from './contender.ts'

const client = 'alova'

/** Switches off the cache and the sharing of equal requests: they would spare requests. */
const plain = { requestAdapter: adapterFetch(), cacheFor: null, shareRequest: false }

/** The types that are needed here. NodeNext does not find those that alova publishes. */
interface TokenAuthentication {
  readonly createServerTokenAuthentication: (options: {
    assignToken: (method: { config: { headers: Record<string, string> } }) => void
    refreshTokenOnSuccess: { isExpired: (response: Response) => boolean; handler: () => Promise<void> }
  }) => {
    onAuthRequired: () => (method: object) => Promise<void>
    onResponseRefreshToken: (read: (response: Response) => Promise<unknown>) => object
  }
}

/** The part of an alova instance that is needed here. */
interface Instance {
  Get(url: string): Call
  Post(url: string, data: object, config?: object): Call
}

interface Call extends PromiseLike<unknown> {
  abort(): void
}

function sendWith(instance: Instance, { url }: Setting): Send {
  return async (method) => expectSuccess(await (method === 'GET' ? instance.Get(url) : instance.Post(url, payload)))
}

export const alovaContenders: readonly Contender[] = [
  {
    client,
    name: 'bare alova',
    role: 'bare',
    open: async (setting) => {
      const headers = await byHand(setting)
      const instance = createAlova({
        ...plain,
        beforeRequest: (method) => void Object.assign(method.config.headers, headers),
        responded: (response: Response) => response.json(),
      })
      return sendWith(instance, setting)
    },
  },
  {
    client,
    name: 'alova’s token authentication',
    role: 'peer',
    open: (setting) => sendWith(openWithToken(tokenVariable(setting)), setting),
  },
]

/**
 * Wires alova's token authentication as its documentation has it: a token in a variable, refreshed after a 401.
 *
 * @param read - makes of the last response what a call resolves to
 */
export function openWithToken(token: TokenVariable, read: (response: Response) => Promise<unknown> = readJson): Instance {
  const { createServerTokenAuthentication } = alovaClient as unknown as TokenAuthentication
  const { onAuthRequired, onResponseRefreshToken } = createServerTokenAuthentication({
    assignToken: (method) => {
      method.config.headers['Authorization'] = `Bearer ${token.value()}`
    },
    refreshTokenOnSuccess: {
      isExpired: (response: Response) => response.status === 401,
      handler: async () => void (await token.refresh()),
    },
  })
  return createAlova({
    ...plain,
    beforeRequest: onAuthRequired(),
    responded: onResponseRefreshToken(read),
  })
}

function readJson(response: Response): Promise<unknown> {
  return response.json()
}
