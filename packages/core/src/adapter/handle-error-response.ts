import { throwIfAborted } from '../lib/abort.ts'
import { isTrue } from '../lib/is-true.ts'
import { classifyResponse, type IgnoreRule } from '../policy/classify-response.ts'
import { type Authorization, type ActiveToken, isSameToken, replayAuthorization } from '../session/active-token.ts'
import type { AdapterSide, ErrorResponse, ReplayableRequest } from './adapter-side.ts'
import type { CoordinatorParts } from './coordinator-parts.ts'
import { freeConnection } from './free-connection.ts'

/** Makes the function that decides about a response that may reject the token: replay the request, or return the response. */
export function createErrorResponseHandler(parts: CoordinatorParts): AdapterSide['handleErrorResponse'] {
  const { session, calls, clock, settings, emitter } = parts
  const { allows, responsePolicy, shouldRefresh } = settings
  const stepUps = settings.stepUp?.create({ session, clock, emit: emitter.emit, scheme: responsePolicy.scheme })

  return async (sent, response, request) => {
    const next = await replayOf(sent, response, request)
    if (typeof next === 'object') return next
    request.trace?.ignored(sent, response, next)
    return undefined
  }

  /**
   * Returns the authorization (the headers with the token) for a replay. If no replay follows, returns the reason why the caller gets the
   * response.
   */
  async function replayOf(sent: Authorization, response: ErrorResponse, request: ReplayableRequest): Promise<Authorization | IgnoreRule> {
    const ignored = ignoreRuleOf(response, request.url)
    const stepUp = ignored === undefined ? undefined : stepUps?.(sent, response, request)
    if (ignored !== undefined && stepUp === undefined) return ignored
    const { refreshesBegun } = session
    const { rejection } = stepUp ?? { rejection: session.reject(sent) }
    if (rejection !== 'replay' && rejection !== 'replay as it is') return rejection
    if (!request.replayable) return 'one-shot-body'
    // The unread body holds the connection that the token request in progress or the hook may be waiting for.
    if (!(await freeConnection(response, clock, request.signal))) return 'unread-body'

    const unmet = stepUp && (await stepUp.meet())
    if (unmet !== undefined) return unmet
    const successor = await successorOf(sent, request)
    if (typeof successor !== 'object') return successor
    return isSameToken(successor.authorization, sent) && rejection !== 'replay as it is'
      ? 'no-newer-token'
      : replayAuthorization(successor, sent, refreshesBegun, stepUp !== undefined)
  }

  /**
   * Returns the reason why the caller gets the response. Undefined: the response rejects the token, or the option `shouldRefresh` wants a
   * refresh.
   */
  function ignoreRuleOf(response: ErrorResponse, requestUrl: string): IgnoreRule | undefined {
    const classified = classifyResponse(response, requestUrl, responsePolicy)
    const rule = classified.kind === 'refresh' ? undefined : classified.rule
    try {
      return isTrue(shouldRefresh(response, classified.kind)) ? undefined : (rule ?? 'should-refresh')
    } catch {
      return rule
    }
  }

  /**
   * Returns the token for a replay. If no token can be obtained, returns the reason why the caller gets the response. The response is more
   * helpful than an `EverbearerError`.
   */
  async function successorOf({ session: of }: Authorization, { url, signal }: ReplayableRequest): Promise<ActiveToken | IgnoreRule> {
    try {
      const token = await calls.tokenFor(of, signal)
      return allows(url) ? token : 'origin'
    } catch {
      throwIfAborted(signal)
      return of === session.present ? 'no-newer-token' : 'session-over'
    }
  }
}
