import { openSession, presentToken } from '../recording/record-session.ts'
import type { Recording } from '../recording/recording.ts'
import { duration } from '../time-line/descriptions.ts'

/** Returns one line of text for each coordinator: its session, its token with the remaining lifetime, and its present problems. */
export function statusLines(recording: Recording, now: number): string[] {
  const spans = [...recording.sessions, ...recording.tokens, ...recording.refreshes]
  const sources = [...new Set([...spans.map(({ source }) => source), ...Object.keys(recording.troubles).map(Number)])]
  return sources.map((source) => {
    const client = [...spans, ...recording.messages].find((span) => span.source === source)?.client
    const line = [sessionText(recording, source), tokenText(recording, source, now), ...troubleTexts(recording, source, now)].join(', ')
    return client === undefined ? line : `${client}: ${line}`
  })
}

function sessionText(recording: Recording, source: number): string {
  const open = openSession(recording, source)
  return open === undefined ? 'no session' : `session ${open.session}`
}

function tokenText(recording: Recording, source: number, now: number): string {
  const token = presentToken(recording, source)
  if (token === undefined) return 'no token'
  if (token.goodUntil === undefined) return `token ${token.token}`
  const left = token.goodUntil - now
  return left > 0 ? `token ${token.token} is good for ${duration(Math.ceil(left / 1000) * 1000)}` : `token ${token.token} has expired`
}

function troubleTexts({ troubles }: Recording, source: number, now: number): string[] {
  const { cooldownUntil = 0, isStoreFailing = false } = troubles[source] ?? {}
  return [
    ...(cooldownUntil > now ? [`cooldown for ${duration(Math.ceil((cooldownUntil - now) / 1000) * 1000)}`] : []),
    ...(isStoreFailing ? ['the store fails'] : []),
  ]
}
