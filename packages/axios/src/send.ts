import {
  type Authorization,
  copyUnreadData,
  sendWithToken,
  type OutgoingRequest,
  hasHeader,
  isOneShot,
  type Transport,
} from '@everbearer/core'
import type { AxiosResponse, AxiosResponseHeaders } from 'axios'
import type { Send } from './bearer-adapter.ts'
import { concealedError, concealedResponse } from './concealment.ts'
import { type Config, eitherOf, signalOf, urlOf } from './config.ts'
import { readForm, sentForm, type WholeForm } from './form-data.ts'
import { applyInput, type Input, inputOf, restoreInput } from './input.ts'
import { type AxiosLibrary, isAxiosError } from './library.ts'
import { applyToken } from './token.ts'
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

  return ({ auth, session, adapter }, config) => {
    const { signal: cancel, release } = signalOf(config)
    const input = inputOf(config)
    const isStream = isOneShot(input.data)
    const form = isStream ? readForm(input.data) : undefined
    const waiting = isStream && form === undefined ? watchBody(input.data, config, library) : undefined
    const signal = waiting === undefined ? cancel : eitherOf(waiting.signal, cancel)
    const request: AxiosRequest = {
      url: urlOf(input),
      bearer: config.bearer,
      signal,
      session,
      replayable: !isStream || form !== undefined,
      config,
      adapter,
      input,
      form,
      waiting,
      isLate: false,
    }
    const answer = sendWithToken(auth, transport, request)
    request.isLate = true
    if (signal === undefined) return answer
    return answer
      .catch((error) => Promise.reject(signal.aborted && !isAxiosError(error) ? new library.CanceledError(undefined, config) : error))
      .finally(release)
  }
}

function createTransport(library: AxiosLibrary): Transport<AxiosRequest, AxiosResponse> {
  return {
    method: ({ config }) => config.method,
    hasCredentials: ({ config: { auth, headers } }, header) => auth != null || (hasHeader(headers, header) && headers.has(header)),
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
