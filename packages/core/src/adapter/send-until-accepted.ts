import { isTrue } from '../lib/is-true.ts'
import type { Authorization } from '../session/active-token.ts'
import type { AdapterSide, ErrorResponse } from './adapter-side.ts'
import type { OutgoingRequest, Transport, WithStatus } from './transport.ts'

/**
 * Sends a request with a token. Replays the request as long as the server rejects the token and a replay is allowed. Returns the promise of
 * the last attempt's result.
 */
export function sendUntilAccepted<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  authorization: Authorization,
): Promise<Received> {
  const attempt = sendOnce(side, transport, request, authorization)
  const replay = (): Promise<Received> => replayWhileRejected(side, transport, request, { authorization, attempt })
  // Most responses accept the token. An async function would allocate 300 bytes for each of them.
  return attempt.then((response) => {
    if (response.status >= 400 || transport.rejectsToken !== undefined) return replay()
    side.accept(authorization)
    return response
  }, replay)
}

interface Sent<Received> {
  readonly authorization: Authorization
  readonly attempt: Promise<Received>
}

/**
 * Replays a request as long as the server rejects its token and `handleErrorResponse` returns headers for a replay. Returns the result of
 * the last attempt.
 */
async function replayWhileRejected<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  { authorization, attempt }: Sent<Received>,
): Promise<Received> {
  let sent = authorization
  let last = attempt
  for (;;) {
    const received = await last.catch((error: unknown) => transport.responseFromError?.(error))
    const response = received === undefined ? undefined : await errorResponseOf(side, transport, sent, received)
    const next = response === undefined ? undefined : await side.handleErrorResponse(sent, response, request)
    if (response === undefined || next === undefined) return last
    // This check is made right before the request is sent, because a login or logout may have followed the token.
    if (!side.isCurrent(next, request.url)) {
      request.trace?.ignored(sent, response, next.session === side.session ? 'no-newer-token' : 'session-over')
      return last
    }
    sent = next
    last = sendOnce(side, transport, request, sent)
  }
}

function sendOnce<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  authorization: Authorization,
): Promise<Received> {
  request.trace?.attempt(authorization)
  const attempt = transport.attempt(request, authorization)
  if (side.observe !== undefined) observe(side, transport, request, authorization, attempt)
  return attempt
}

/**
 * Passes the headers of an attempt's response to `side.observe`. This function listens to the attempt before all other code. So the headers
 * are read before the response is classified.
 */
function observe<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  sent: Authorization,
  attempt: Promise<Received>,
): void {
  const note = (response: Received | undefined): void => {
    if (response) side.observe?.(sent, request, (name) => transport.header?.(response, name))
  }
  attempt.then(note, (error: unknown) => note(transport.responseFromError?.(error)))
}

/** Returns the details of a response that may reject the token. Undefined: the response accepts the token. */
async function errorResponseOf<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  sent: Authorization,
  received: Received,
): Promise<ErrorResponse | undefined> {
  const { status } = received
  const rejectsToken = status < 400 && (await isRejection(transport, received))
  if (status >= 400 || rejectsToken) return { ...transport.errorDetails(received), status, rejectsToken }
  side.accept(sent)
  return undefined
}

async function isRejection<Call extends OutgoingRequest, Received extends WithStatus>(
  { rejectsToken }: Transport<Call, Received>,
  response: Received,
): Promise<boolean> {
  try {
    return isTrue(await rejectsToken?.(response))
  } catch {
    return false
  }
}
