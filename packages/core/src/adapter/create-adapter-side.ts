import { SessionEndedError } from '../lib/errors.ts'
import { skipReason } from '../policy/skip-reason.ts'
import type { Authorization } from '../session/active-token.ts'
import { createRequestTraces } from '../session/request-trace.ts'
import type { SessionIdentity } from '../session/session-identity.ts'
import type { AdapterSide, AuthorizationRequest } from './adapter-side.ts'
import type { CoordinatorParts } from './coordinator-parts.ts'
import { createErrorResponseHandler } from './handle-error-response.ts'

export function createAdapterSide(parts: CoordinatorParts): AdapterSide {
  const { session, calls, settings, emitter, clock } = parts
  const { header, allows, allowed, replaces, beforeSignIn, responsePolicy } = settings
  const { attend } = clock
  const handleErrorResponse = createErrorResponseHandler(parts)

  return {
    headers: [header],
    // A scheme may add headers with other names. The option `replaceIf` does not apply to such headers.
    replaces: replaces && ((url, name, value) => name.toLowerCase() === header.toLowerCase() && replaces(url, value)),
    get session() {
      return session.present
    },
    sessionForCall: calls.sessionForCall,
    trace: createRequestTraces({ emitter, clock, scheme: responsePolicy.scheme, present: () => session.present }),

    authorize(request, ownHeader = false) {
      const { url, bearer, session: of } = request
      const hasOwn = typeof ownHeader === 'function' ? ownHeader(header) : ownHeader
      if (hasOwn || bearer === false || !allows(url)) {
        request.trace?.skipped(skipReason(url, bearer, hasOwn), allowed)
        return undefined
      }
      const token = of === undefined || of === session.present ? session.currentToken() : undefined
      if (token !== undefined) return token.authorization
      request.trace?.waits()
      return attend(authorizeLater(request, of ?? session.present))
    },

    handleErrorResponse: (sent, response, request) => attend(handleErrorResponse(sent, response, request)),
    isCurrent: (sent, url) => (sent === undefined ? !allows(url) || session.isBeforeSignIn : session.isCurrent(sent)),
    accept: (sent) => session.accept(sent),
  }

  /**
   * Waits for the token of a session, and returns the headers with the token. Afterwards calls `allows` again, because the allowed origins
   * may have changed during the wait. Undefined: the request is sent without a token.
   */
  async function authorizeLater({ url, signal, trace }: AuthorizationRequest, of: SessionIdentity): Promise<Authorization | undefined> {
    try {
      const { authorization } = await calls.tokenFor(of, signal)
      if (allows(url)) return authorization
      trace?.skipped('origin', allowed)
    } catch (error) {
      if (!isSentWithoutToken(error)) throw error
      trace?.skipped('not-signed-in', allowed)
    }
    return undefined
  }

  function isSentWithoutToken(error: unknown): boolean {
    return beforeSignIn === 'send-without-token' && error instanceof SessionEndedError && error.reason === 'not-signed-in'
  }
}
