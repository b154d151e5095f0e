import type { CoordinatorEvents } from '@everbearer/core'
import { add, addMark, type EventContext, type RecordedSession, type RecordedToken, type Recording, replace } from './recording.ts'

/** Records that the application has called `setTokens()`, for example after a login. */
export function recordTokensSet(recording: Recording, event: CoordinatorEvents['tokens-set'], context: EventContext): Recording {
  const label = event.session === 'new' ? 'setTokens(): new session' : 'setTokens()'
  return openToken(addMark(recording, context, 'act', label), event.generation, context)
}

/** Records the end of a session. */
export function recordSessionEnd(recording: Recording, { reason }: CoordinatorEvents['session-ended'], context: EventContext): Recording {
  const marked = addMark(recording, context, reason === 'no-grant' ? 'trouble' : 'info', `session ended: ${reason}`)
  const withoutToken = endToken(marked, context)
  const open = openSession(withoutToken, context.source)
  if (open === undefined) return withoutToken
  return replace(withoutToken, 'sessions', open, { ...open, to: context.at, note: `ended: ${reason}` })
}

/**
 * Records that requests get this token from now on. If no session is open, the token opens a session. @param token - number of the token
 */
export function openToken(recording: Recording, token: number, context: EventContext): Recording {
  const { at, source, client, goodUntil } = context
  if (presentToken(recording, source)?.token === token) return recording
  const named = client === undefined ? {} : { client }
  const ended = endToken(recording, context)
  const open = openSession(ended, source)
  const session = open?.session ?? lastSession(ended, source) + 1
  const begun = open === undefined ? add(ended, 'sessions', { session, source, from: at, ...named }) : ended
  return add(begun, 'tokens', { token, session, source, from: at, ...named, ...(goodUntil !== undefined && { goodUntil }) })
}

/**
 * Corrects the number of the open session. At first, this number is only a count of the sessions that the devtools have seen. A request
 * with the present token shows the real number, the parameter `session`.
 */
export function correctSession(recording: Recording, token: number, session: number, source: number): Recording {
  const present = presentToken(recording, source)
  const open = openSession(recording, source)
  if (open === undefined || present === undefined || present.token !== token || present.session === session) return recording
  const renamed = recording.tokens.map((each) => (isOf(each, source, present.session) ? { ...each, session } : each))
  return replace({ ...recording, tokens: renamed }, 'sessions', open, { ...open, session })
}

/** Returns the token that requests of a coordinator get at present. @param source - the devtools' number for the coordinator */
export function presentToken(recording: Recording, source: number): RecordedToken | undefined {
  return recording.tokens.findLast((token) => token.source === source && token.to === undefined)
}

/** Returns the open session of a coordinator. @param source - the devtools' number for the coordinator */
export function openSession(recording: Recording, source: number): RecordedSession | undefined {
  return recording.sessions.findLast((session) => session.source === source && session.to === undefined)
}

function endToken(recording: Recording, { source, at }: EventContext): Recording {
  const present = presentToken(recording, source)
  return present === undefined ? recording : replace(recording, 'tokens', present, { ...present, to: at })
}

function lastSession(recording: Recording, source: number): number {
  return recording.sessions.findLast((session) => session.source === source)?.session ?? 0
}

function isOf(token: RecordedToken, source: number, session: number): boolean {
  return token.source === source && token.session === session
}
