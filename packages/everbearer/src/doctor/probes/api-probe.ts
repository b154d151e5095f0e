import type { ProbeRequest, Reply, Send } from '../../http/reply.ts'

/** A token that no server has issued. */
const madeUpToken = 'everbearer-doctor-made-up-token'

/** Asks the API, as a page of another origin would if there is one. */
export interface ApiProbe {
  readonly noToken: () => Promise<Reply>
  readonly wrongToken: () => Promise<Reply>
  readonly withToken: (accessToken: string) => Promise<Reply>
  /** Undefined: no page origin is named. */
  readonly preflight: () => Promise<Reply | undefined>
}

/** @param pageOrigin - the origin of a page that uses the API; undefined: none */
export function createApiProbe(url: string, pageOrigin: string | undefined, send: Send): ApiProbe {
  const ask = (headers: Readonly<Record<string, string>>, method: ProbeRequest['method'] = 'GET'): Promise<Reply> =>
    send({ url, method, headers: { ...headers, ...(pageOrigin === undefined ? {} : { origin: pageOrigin }) } })
  const withToken = (token: string): Promise<Reply> => ask({ authorization: `Bearer ${token}` })
  return {
    noToken: () => ask({}),
    wrongToken: () => withToken(madeUpToken),
    withToken,
    async preflight() {
      if (pageOrigin === undefined) return undefined
      return ask({ 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' }, 'OPTIONS')
    },
  }
}
