import { type Coordinator, copyUnreadData, exchange, type ExchangeRequest, hasHeader, isOneShot, type Transport } from '@everbearer/core'
import { AxiosHeaders, type AxiosResponse, CanceledError, getAdapter, isAxiosError } from 'axios'
import { concealedError, concealedResponse } from './concealment.ts'
import { type Config, lendToken, signalOf, urlOf } from './config.ts'

/** Sends a request through the adapter, in single attempts, each with a token. */
export function send(auth: Coordinator, config: Config, adapter: Config['adapter']): Promise<AxiosResponse> {
  const { signal, release } = signalOf(config)
  const answer = exchange(auth, transport, { url: urlOf(config), bearer: config.bearer, signal, replayable: !isOneShot(config.data), config, adapter })
  if (signal === undefined) return answer
  return answer.catch((error) => Promise.reject(signal.aborted && !isAxiosError(error) ? new CanceledError(undefined, config) : error)).finally(release)
}

const transport: Transport<ExchangeRequest & { readonly config: Config; readonly adapter: Config['adapter'] }, AxiosResponse> = {
  hasCredentials: ({ config: { auth, headers } }, header) => auth != null || (hasHeader(headers, header) && headers.has(header)),
  attempt({ config, adapter }, authorization) {
    const single = async (): Promise<AxiosResponse> => getAdapter(adapter, config)(config)
    if (authorization === undefined) return single()
    const takeBack = lendToken(config, authorization)
    return single().then((response) => (takeBack(), concealedResponse(response)), (error) => Promise.reject((takeBack(), concealedError(error))))
  },
  refusal: (response) => ({
    challenge: AxiosHeaders.from(response.headers as AxiosHeaders).get('www-authenticate')?.toString(),
    url: response.request?.res?.responseUrl ?? response.request?.responseURL,
    unread: () => copyUnreadData(response),
  }),
  thrownAnswer: (error) => (isAxiosError(error) ? error.response : undefined),
}
