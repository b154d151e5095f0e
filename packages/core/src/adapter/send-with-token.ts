import type { Coordinator, ErrorResponse, RequestOptions } from '../coordinator.ts'
import { TokenUnavailableError } from '../lib/errors.ts'
import type { Authorization } from '../session/active-token.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import type { RequestTrace } from '../session/request-trace.ts'

/** What an answer of 400 or above says, beside its status. */
export type ErrorDetails = Pick<ErrorResponse, 'challenge' | 'url' | 'unread'>

/** One request, as far as core needs to know it. */
export interface OutgoingRequest extends RequestOptions {
  /** Where the request goes. */
  readonly url: string
  /** Can the request be sent once more, with the very same body? */
  readonly replayable: boolean
  /** The session that the call began in: its client's own retries belong to that one, too. */
  readonly session: SessionIdentity
  /** Set by `sendWithToken` where somebody listens to the events of requests. */
  trace?: RequestTrace | undefined
}

/** An answer of any client's. */
interface WithStatus {
  readonly status: number
}

/** How a client sends: functions of the request alone, so that a request costs no closures. */
export interface Transport<Call extends OutgoingRequest, Answer extends WithStatus> {
  /** The HTTP method of the request, in any case. Asked only where somebody listens to the events of requests. @default 'GET' */
  readonly method: (request: Call) => string | undefined
  /** Does the request carry credentials of the caller's own: this header, or what the client makes one of? */
  hasCredentials(request: Call, header: string): boolean
  /** Keeps what the caller may change while the request waits for a token. Called before the wait, and throws nothing. */
  readonly hold?: ((request: Call) => void) | undefined
  /** Lets go of what was kept where the wait fails. */
  readonly abandon?: ((request: Call, reason: unknown) => void) | undefined
  /** Sends it once; without an authorization, exactly as the caller asked for it. */
  attempt(request: Call, authorization: Authorization | undefined): Promise<Answer>
  /** Reads an answer of 400 or above. */
  errorDetails(answer: Answer): ErrorDetails
  /** The answer in what an attempt threw. Left out where the client throws at no answer. */
  readonly responseFromError?: ((error: unknown) => Answer | undefined) | undefined
}

/**
 * For adapters: authorizes a request, sends it, and sends it again if core says so. The first attempt is sent before
 * this returns, unless there is a token to wait for.
 *
 * @returns what the last attempt gave
 * @throws what the last attempt threw; an `EverbearerError` where no token could be got
 */
export function sendWithToken<Call extends OutgoingRequest, Answer extends WithStatus>(
  auth: Coordinator,
  transport: Transport<Call, Answer>,
  request: Call,
): Promise<Answer> {
  const trace = auth.trace(request, transport.method)
  if (trace === undefined) return begin(auth, transport, request)
  request.trace = trace
  return beginTraced(auth, transport, request, trace)
}

/**
 * Tells how a request ends. The caller gets the very promise that there is without listeners. The closures have a function of their own: they
 * would cost any other function an allocation, even where nobody listens.
 */
function beginTraced<Call extends OutgoingRequest, Answer extends WithStatus>(
  auth: Coordinator,
  transport: Transport<Call, Answer>,
  request: Call,
  trace: RequestTrace,
): Promise<Answer> {
  const { responseFromError } = transport
  const onError = (error: unknown): void => {
    const answer = responseFromError?.(error)
    if (answer === undefined) trace.failed(error)
    else trace.finished(answer.status)
  }
  try {
    const answer = begin(auth, transport, request)
    answer.then(({ status }) => trace.finished(status), onError)
    return answer
  } catch (error) {
    onError(error)
    throw error
  }
}

function begin<Call extends OutgoingRequest, Answer extends WithStatus>(
  auth: Coordinator,
  transport: Transport<Call, Answer>,
  request: Call,
): Promise<Answer> {
  const authorization = auth.authorize(request.url, request, transport.hasCredentials(request, auth.header))
  if (!(authorization instanceof Promise)) return send(auth, transport, request, authorization)
  transport.hold?.(request)
  return sendWhenReady(auth, transport, request, authorization)
}

/** A login or logout can come between a token and its request: what is sent is what is current at that very moment. */
async function sendWhenReady<Call extends OutgoingRequest, Answer extends WithStatus>(
  auth: Coordinator,
  transport: Transport<Call, Answer>,
  request: Call,
  first: Promise<Authorization | undefined>,
): Promise<Answer> {
  let authorization: Authorization | undefined
  try {
    authorization = await first
    for (let wait = 1; !auth.isCurrent(authorization, request.url); wait++) {
      if (wait === mostWaits) throw new TokenUnavailableError('No token lasted long enough to be used.', Date.now())
      authorization = await auth.authorize(request.url, request, false)
    }
  } catch (error) {
    transport.abandon?.(request, error)
    throw error
  }
  return send(auth, transport, request, authorization)
}

const mostWaits = 5

function send<Call extends OutgoingRequest, Answer extends WithStatus>(
  auth: Coordinator,
  transport: Transport<Call, Answer>,
  request: Call,
  sent: Authorization | undefined,
): Promise<Answer> {
  request.trace?.attempt(sent)
  const attempt = transport.attempt(request, sent)
  if (sent === undefined) return attempt
  return attempt.then(
    (answer) => (isRefusal(answer) ? followUp(auth, transport, request, sent, attempt, answer) : (auth.accept(sent), answer)),
    (error: unknown) => {
      const answer = transport.responseFromError?.(error)
      return answer !== undefined && isRefusal(answer) ? followUp(auth, transport, request, sent, attempt, answer) : attempt
    },
  )
}

/** Is it for core to classify? Any other answer is the caller's. */
function isRefusal({ status }: WithStatus): boolean {
  return status >= 400
}

/** Sends a refused request again, or leaves it at what the attempt gave. */
async function followUp<Call extends OutgoingRequest, Answer extends WithStatus>(
  auth: Coordinator,
  transport: Transport<Call, Answer>,
  request: Call,
  sent: Authorization,
  attempt: Promise<Answer>,
  answer: Answer,
): Promise<Answer> {
  const { url, replayable, signal, trace } = request
  const { status } = answer
  const refused = { ...transport.errorDetails(answer), status, requestUrl: url, replayable, signal, trace }
  const next = await auth.handleErrorResponse(sent, refused)
  if (next === undefined) return attempt
  if (auth.isCurrent(next, url)) return send(auth, transport, request, next)
  trace?.ignored(sent, refused, next.session === auth.session ? 'no-newer-token' : 'session-over')
  return attempt
}
