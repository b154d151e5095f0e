import type { ModelCoordinator } from '../port.ts'
import type { Watched } from '../process-state.ts'
import type { TokenAges } from '../token-ages.ts'
import type { LogoutRule } from './logouts.ts'

/** Rule `peek`: `peek()` shows the state of the session, and a token only if a request may be sent with it. */
export function checkPeek(
  peeked: ReturnType<ModelCoordinator['peek']>,
  { ledger, state }: Watched,
  ages: TokenAges,
  logouts: LogoutRule,
): void {
  const { status, accessToken } = peeked
  if (status === 'ended' && !state.isKnown && !state.hasBegun && !state.isDisposed)
    ledger.breach('peek', 'nobody has said that there is no session')
  if (state.isDisposed && status !== 'ended') ledger.breach('peek', 'a session goes on after dispose()')
  if (accessToken === undefined) return
  if (status !== 'active') ledger.breach('peek', `a token is shown while the status is ${status}`)
  // A clock that was set meanwhile counts from when the token is seen.
  if (!ages.isUnclear(accessToken) && ages.phaseOf(accessToken, 'sent') === 'expired') ledger.breach('peek', 'a dead token is shown')
  if (logouts.isOver(accessToken)) ledger.breach('peek', 'a token from before a logout is shown')
}
