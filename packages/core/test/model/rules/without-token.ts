import type { Watched } from '../process-state.ts'

/** Rule `without token`: a request goes out without a token only before the first session, and if that is asked for. */
export function checkSentWithoutToken({ world, ledger, state }: Watched): void {
  if (!world.sendsBeforeSignIn) ledger.breach('without token', 'a request went out without a token')
  if (state.hasBegun) ledger.breach('without token', 'a request went out without a token after a session had begun or ended')
  if (!state.isSignedOut)
    ledger.breach('without token', 'a request went out without a token though nobody had said that nobody is signed in')
}
