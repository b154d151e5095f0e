import { type Authorization, hasHeader, isOneShot, type OutgoingRequest, sendWithToken, type Transport } from '@everbearer/core/adapter'
import type { AxiosResponse, AxiosResponseHeaders } from 'axios'
import { bind, type Send } from './bearer-adapter.ts'
import { concealedError, concealedResponse } from './concealed-response.ts'
import { type Config, eitherOf, signalOf, urlOf } from './config.ts'
import { readForm, sentForm, type WholeForm } from './form-data.ts'
import { applyInput, type Input, inputOf, restoreInput } from './input.ts'
import { type AxiosLibrary, isAxiosError } from './axios-copy.ts'
import { applyToken } from './token.ts'
import { copyUnreadData } from './unread-data.ts'
import { type WaitingBody, watchBody } from './waiting-body.ts'

interface AxiosRequest extends OutgoingRequest {
  readonly config: Config
  readonly adapter: Config['adapter']
  readonly input: Input
  /** A body of which axios makes a stream, though the caller gave none. */
  readonly form: WholeForm | undefined
  /** A streamed body that may fail before it is sent. */
  readonly waiting: WaitingBody | undefined
  /** Is an attempt sent later than in the call itself? By then a form may have been sent, or changed. */
  isLate: boolean
}

export function createSend(library: AxiosLibrary): Send {
  const transport = createTransport(library)

  return (layer, config) => {
    const { signal: cancel, release } = signalOf(config)
    // Interceptors may have named another coordinator.
    layer.call = bind(layer.auth, config, layer.call)
    const { auth, session } = layer.call
    const input = inputOf(config)
    const isStream = isOneShot(input.data)
    const form = isStream ? readForm(input.data) : undefined
    const waiting = isStream && form === undefined ? watchBody(input.data, config, library) : undefined
    const signal = waiting === undefined ? cancel : eitherOf(waiting.signal, cancel)
    const request: AxiosRequest = {
      url: urlOf(input),
      method: input.method,
      bearer: config.bearer,
      signal,
      session,
      replayable: !isStream || form !== undefined,
      config,
      adapter: layer.adapter,
      input,
      form,
      waiting,
      isLate: false,
    }
    const sending = sendWithToken(auth, transport, request)
    request.isLate = true
    if (signal === undefined) return sending
    return sending
      .catch((error) => Promise.reject(signal.aborted && !isAxiosError(error) ? new library.CanceledError(undefined, config) : error))
      .finally(release)
  }
}

function createTransport(library: AxiosLibrary): Transport<AxiosRequest, AxiosResponse> {
  return {
    ownHeader: ({ config: { auth, headers } }, name) => auth != null || (hasHeader(headers, name) && headers.has(name)),
    attempt: (request, authorization) =>
      authorization === undefined ? withoutToken(request, library) : withToken(request, authorization, library),
    errorDetails: (response) => ({
      challenge: library.AxiosHeaders.from(response.headers as AxiosResponseHeaders)
        .get('www-authenticate')
        ?.toString(),
      // Over a Unix socket, the URL is made up from the lack of a host.
      url: response.config?.socketPath ? undefined : (response.request?.res?.responseUrl ?? response.request?.responseURL),
      unread: () => copyUnreadData(response),
    }),
    responseFromError: (error) => (isAxiosError(error) ? error.response : undefined),
  }
}

/** The error of a request without a token shows an agent of Node's all the same, and the agent the tokens of requests under way. */
function withoutToken(request: AxiosRequest, library: AxiosLibrary): Promise<AxiosResponse> {
  return single(request, library).catch((error: unknown) => {
    throw concealedError(error)
  })
}

/** An adapter that throws at once rejects like any other. */
async function single({ config, adapter, waiting }: AxiosRequest, { getAdapter }: AxiosLibrary): Promise<AxiosResponse> {
  waiting?.release()
  return getAdapter(adapter, config)(config)
}

/** The config is the caller's before and after an attempt. While a request waits, a caller's changes change nothing of what is sent. */
function withToken(request: AxiosRequest, authorization: Authorization, library: AxiosLibrary): Promise<AxiosResponse> {
  const { config, form, isLate, url } = request
  const input = form !== undefined && isLate ? { ...request.input, ...sentForm(form, config, library) } : request.input
  const replaced = applyInput(config, input, isLate)
  const removeToken = applyToken(config, url, authorization, library)
  return single(request, library).then(
    (response) => {
      removeToken()
      restoreInput(config, input, replaced)
      return concealedResponse(response)
    },
    (error: unknown) => {
      removeToken()
      restoreInput(config, input, replaced)
      throw concealedError(error)
    },
  )
}
