import type { ProbeRequest, Reply, Send } from '../../http/reply.ts'

/** An access token that no server has issued. It shows how the API rejects a wrong token. */
const madeUpToken = 'everbearer-doctor-made-up-token'

/** Object that sends requests to the API. If a page origin is named, the requests have this origin in the header `Origin`. */
export interface ApiProbe {
  readonly noToken: () => Promise<Reply>
  readonly wrongToken: () => Promise<Reply>
  readonly withToken: (accessToken: string) => Promise<Reply>
  /** Sends a preflight of CORS. Gives undefined if no page origin is named. */
  readonly preflight: () => Promise<Reply | undefined>
}

/** Creates the object that sends requests to the API. @param pageOrigin - origin of a page that uses the API; undefined: no page */
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
