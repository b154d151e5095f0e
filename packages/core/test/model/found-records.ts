import type { RecordView } from './port.ts'
import type { ProcessRules } from './process-rules.ts'
import type { Watched } from './process-state.ts'

/** Takes what a process reads in its store; undefined: there is no record. */
export function createFoundRecords({ world, state }: Watched, rules: ProcessRules): (record: RecordView | undefined) => void {
  const tokens = new Set<string>()
  let lastSession: string | undefined

  return (record) => {
    state.isKnown = true
    // Without credentials or a refresh token, there can be no token.
    if ((record === undefined || record.isLogout) && !world.canObtain && !world.hasInitial) state.isSignedOut = true
    if (record === undefined) return
    const { session, isLogout, accessToken } = record
    rules.newest.noteFound(accessToken)
    if (session !== lastSession) state.epoch++
    lastSession = session
    if (isLogout) {
      rules.logouts.noteFound(session)
      return
    }
    rules.toldOnce.noteToken()
    rules.cooldowns.noteFound()
    if (!tokens.has(accessToken)) rules.endedSource.noteNews()
    tokens.add(accessToken)
  }
}
