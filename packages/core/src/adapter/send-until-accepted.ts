import { isTrue } from '../lib/is-true.ts'
import type { Authorization } from '../session/active-token.ts'
import type { AdapterSide, ErrorResponse } from './adapter-side.ts'
import type { OutgoingRequest, Transport, WithStatus } from './transport.ts'

/** Attempt → is the token at fault? → next authorization → attempt. */
export async function sendUntilAccepted<Call extends OutgoingRequest, Received extends WithStatus>(
  side: AdapterSide,
  transport: Transport<Call, Received>,
  request: Call,
  first: Authorization,
): Promise<Received> {
  let authorization: Authorization = first
  for (;;) {
    request.trace?.attempt(authorization)
    let response: Received | undefined
    let thrown: Error | undefined
    try {
      response = await transport.attempt(request, authorization)
    } catch (error) {
      thrown = error as Error
      response = transport.responseFromError?.(error)
      if (response === undefined) throw error
    }
    let next: Authorization | undefined
    const rejectsToken = response.status < 400 && transport.rejectsToken !== undefined && (await isFound(transport.rejectsToken, response))
    if (response.status < 400 && !rejectsToken) side.accept(authorization)
    else
      next = await nextAuthorization(side, request, authorization, {
        ...transport.errorDetails(response),
        status: response.status,
        rejectsToken,
      })
    if (next === undefined && thrown !== undefined) throw thrown
    if (next === undefined) return response
    authorization = next
  }
}

async function isFound<Received>(rejectsToken: (response: Received) => boolean | Promise<boolean>, response: Received): Promise<boolean> {
  try {
    return isTrue(await rejectsToken(response))
  } catch {
    return false
  }
}

/** Undefined: the response is the caller's. */
async function nextAuthorization(
  side: AdapterSide,
  request: OutgoingRequest,
  sent: Authorization,
  response: ErrorResponse,
): Promise<Authorization | undefined> {
  const next = await side.handleErrorResponse(sent, response, request)
  if (next === undefined || side.isCurrent(next, request.url)) return next
  request.trace?.ignored(sent, response, next.session === side.session ? 'no-newer-token' : 'session-over')
  return undefined
}
