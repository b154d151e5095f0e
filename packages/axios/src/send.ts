import { type Authorization, conceal, type Coordinator, copyUnreadData, exchange, isOneShot } from '@everbearer/core'
import { type AxiosError, AxiosHeaders, type AxiosResponse, CanceledError, getAdapter, isAxiosError } from 'axios'
import { type Config, notingFetch, signalOf, urlOf } from './config.ts'

/** Sends a request through the adapter, in single attempts, each with a token. */
export async function send(auth: Coordinator, config: Config, adapter: Config['adapter']): Promise<AxiosResponse> {
  const { signal, release } = signalOf(config)
  try {
    const outcome = await exchange<AxiosResponse | AxiosError>(auth, {
      url: urlOf(config),
      options: { bearer: config.bearer, signal },
      ownCredentials: config.auth != null || config.headers.has(auth.header),
      replayable: !isOneShot(config.data),
      async attempt(authorization) {
        const sent = authorization ? authorized(config, authorization) : config
        const single = await getAdapter(adapter, sent)(sent).catch((error: Error) => (isAxiosError(error) ? error : Promise.reject(error)))
        if (authorization) restore(single, config)
        return single
      },
      refusal(single) {
        const answer = isAxiosError(single) ? single.response : single
        return answer === undefined || answer.status < 400 ? undefined : {
          status: answer.status,
          challenge: AxiosHeaders.from(answer.headers as AxiosHeaders).get('www-authenticate')?.toString(),
          url: answer.request?.res?.responseUrl ?? answer.request?.responseURL,
          unread: () => copyUnreadData(answer),
        }
      },
    })
    if (isAxiosError(outcome)) throw outcome
    return outcome
  } catch (error) {
    throw signal?.aborted && !isAxiosError(error) ? new CanceledError(undefined, config) : error
  } finally {
    release?.()
  }
}

/** Adapters write into the config that they get: this is a copy. */
function authorized(config: Config, { header, value, redirect }: Authorization): Config {
  const sent = { ...config, headers: new AxiosHeaders(config.headers).set(header, value), env: { fetch: notingFetch, ...config.env } }
  if (redirect === 'error') Object.assign(sent, { fetchOptions: { ...config.fetchOptions, redirect }, maxRedirects: 0 })
  // Node's adapter takes a subdomain for the same host; older ones strip no more than that.
  sent.beforeRedirect = (options: { href?: string; headers?: object }, ...details) => {
    if (URL.parse(options.href!)?.origin !== URL.parse(urlOf(config))?.origin) Reflect.deleteProperty(options.headers!, header)
    config.beforeRedirect?.(options, ...details)
  }
  return sent
}

/** Puts the caller's config back in the place of ours, and keeps the request as sent, with the token in it, out of logs. */
function restore(outcome: AxiosResponse | AxiosError, config: Config): void {
  outcome.config = config
  conceal(outcome, ['request'])
  if (isAxiosError(outcome)) return outcome.response && restore(outcome.response, config)
  if (isOneShot(outcome.data)) conceal(outcome.data, ['req', 'socket', 'client'])
}
