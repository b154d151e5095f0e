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
  /** A form that axios would send as a stream, although all its bytes are in memory. Undefined: the body is no such form. */
  readonly form: WholeForm | undefined
  /** Watches a streamed body, which may fail while its request waits for a token. Undefined: the body is no Node stream. */
  readonly waiting: WaitingBody | undefined
  /** True: the axios call has returned its promise. After that, the caller may change the form, and an attempt may have read the form. */
  isLate: boolean
}

export function createSend(library: AxiosLibrary): Send {
  const transport = createTransport(library)

  return (layer, config) => {
    const { signal: cancel, release } = signalOf(config)
    // Interceptors may have set another coordinator in `bearer`.
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
  const header = (response: AxiosResponse, name: string): string | undefined =>
    library.AxiosHeaders.from(response.headers as AxiosResponseHeaders)
      .get(name)
      ?.toString()

  return {
    ownHeader: ({ config: { auth, headers } }, name) => auth != null || (hasHeader(headers, name) && headers.has(name)),
    ownValue: ({ config: { auth, headers } }, name) => (auth == null ? headers.get(name)?.toString() : undefined),
    attempt: (request, authorization) =>
      authorization === undefined ? withoutToken(request, library) : withToken(request, authorization, library),
    header,
    errorDetails: (response) => ({
      challenge: header(response, 'www-authenticate'),
      // Over a Unix socket, the URL has no real host, so it does not show redirects.
      url: response.config?.socketPath ? undefined : (response.request?.res?.responseUrl ?? response.request?.responseURL),
      unread: () => copyUnreadData(response),
    }),
    responseFromError: (error) => (isAxiosError(error) ? error.response : undefined),
  }
}

/** Sends a request without a token. Logs of an error hide this request, too: its Node agent would show tokens of other requests. */
function withoutToken(request: AxiosRequest, library: AxiosLibrary): Promise<AxiosResponse> {
  return single(request, library).catch((error: unknown) => {
    throw concealedError(error)
  })
}

/** Sends one attempt. The function is async, so that an error that the adapter throws at once becomes a rejection. */
async function single({ config, adapter, waiting }: AxiosRequest, { getAdapter }: AxiosLibrary): Promise<AxiosResponse> {
  waiting?.release()
  return getAdapter(adapter, config)(config)
}

/** Sends a request with a token. The values of `request.input` replace later changes of the config, until the attempt has ended. */
function withToken(request: AxiosRequest, authorization: Authorization, library: AxiosLibrary): Promise<AxiosResponse> {
  const { config, form, isLate, url } = request
  const input = form !== undefined && isLate ? { ...request.input, ...sentForm(form, config, library) } : request.input
  const replaced = applyInput(config, input, isLate)
  const removeToken = applyToken(config, url, authorization, library, request.replacesOwn)
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
