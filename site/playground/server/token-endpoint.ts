import { type Account, type IssuedTokens, issueTokens, lastIssued, type RefreshToken } from './account.ts'
import { type PlayResponse, type ReceivedRequest, createResponse } from './response.ts'
import type { TokenOutcome } from './books.ts'

interface Decision {
  readonly outcome: TokenOutcome
  readonly tokens?: IssuedTokens
}

/** Responds to a refresh of RFC 6749 §6. Each refresh token is used once: a second use ends the session. */
export function respondToTokenRequest(account: Account, request: ReceivedRequest, now: number, random: () => string): PlayResponse {
  const form = new URLSearchParams(request.body)
  const value = form.get('refresh_token') ?? ''
  const presented = Object.hasOwn(account.refreshTokens, value) ? account.refreshTokens[value] : undefined
  const { outcome, tokens } = decide(account, presented, now, random)
  const delay = account.settings.latency / 2
  account.entries.push({
    kind: 'token',
    call: account.entries.filter(({ kind }) => kind === 'token').length + 1,
    refreshToken: presented?.number,
    outcome,
    issued: tokens && lastIssued(account),
    arrived: request.arrived,
    responded: now + delay,
  })
  if (outcome === 'down') return createResponse(503, { error: 'temporarily_unavailable' }, delay)
  if (tokens === undefined) return createResponse(400, { error: 'invalid_grant' }, delay)
  return { ...createResponse(200, tokens, delay), kind: outcome === 'lost' ? 'lost' : 'response' }
}

function decide(account: Account, presented: RefreshToken | undefined, now: number, random: () => string): Decision {
  const { tokenEndpoint, reuseGrace } = account.settings
  if (tokenEndpoint === 'down') return { outcome: 'down' }
  const session = presented && account.sessions[presented.session]
  if (presented === undefined || session === undefined || session.isOver) return { outcome: 'rejected' }
  if (presented.used !== undefined && now - presented.used > reuseGrace * 1000) {
    session.isOver = true
    return { outcome: 'reused' }
  }
  presented.used ??= now
  const isLost = account.losesNext
  account.losesNext = false
  return { outcome: isLost ? 'lost' : 'issued', tokens: issueTokens(account, presented.session, now, random) }
}
