import { conceal, type Coordinator, copyUnreadData, exchange, isOneShot } from '@everbearer/core'
import { type AxiosError, AxiosHeaders, type AxiosResponse, CanceledError, getAdapter, isAxiosError } from 'axios'
import { type Config, lendToken, signalOf, urlOf } from './config.ts'

type Outcome = AxiosResponse | AxiosError

/** Sends a request through the adapter, in single attempts, each with a token. */
export function send(auth: Coordinator, config: Config, adapter: Config['adapter']): Promise<AxiosResponse> {
  const { signal, release } = signalOf(config)
  const outcome = exchange<Outcome>(auth, {
    url: urlOf(config),
    options: { bearer: config.bearer, signal },
    ownCredentials: config.auth != null || config.headers.has(auth.header),
    replayable: !isOneShot(config.data),
    attempt(authorization) {
      const takeBack = authorization && lendToken(config, authorization)
      const settle = (result: Outcome): Outcome => (takeBack?.(), takeBack ? concealed(result) : result)
      const single = async (): Promise<Outcome> => getAdapter(adapter, config)(config)
      return single().then(settle, (error) => (isAxiosError(settle(Object(error))) ? error : Promise.reject(error)))
    },
    refusal(result) {
      const response = isAxiosError(result) ? result.response : result
      return response === undefined || response.status < 400 ? undefined : {
        status: response.status,
        challenge: AxiosHeaders.from(response.headers as AxiosHeaders).get('www-authenticate')?.toString(),
        url: response.request?.res?.responseUrl ?? response.request?.responseURL,
        unread: () => copyUnreadData(response),
      }
    },
  })
  const answer = outcome.then(
    (result) => (isAxiosError(result) ? Promise.reject(result) : result),
    (error: Error) => Promise.reject(signal?.aborted && !isAxiosError(error) ? new CanceledError(undefined, config) : error),
  )
  return release === undefined ? answer : answer.finally(release)
}

/** Keeps the request as sent, with the token in it, out of logs. */
function concealed(outcome: Outcome): Outcome {
  conceal(outcome, ['request'])
  if ('data' in outcome && isOneShot(outcome.data)) conceal(outcome.data, ['req', 'socket', 'client'])
  if (isAxiosError(outcome)) for (const part of [outcome.response, outcome.cause as AxiosError | undefined]) if (part) concealed(part)
  return outcome
}
