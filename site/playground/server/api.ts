import type { Account } from './account.ts'
import { type PlayResponse, latencyOf, type ReceivedRequest, createResponse } from './response.ts'
import type { Rejection } from './books.ts'
import type { User } from './settings.ts'

interface Judgement {
  readonly token: number | undefined
  readonly user: User | undefined
  readonly rejection: Rejection | undefined
}

/** Responds to a request at the API: the data of the token's user, or a 401 with the challenge of RFC 6750 §3. */
export function respondToApi(account: Account, lane: number, { authorization, arrived }: ReceivedRequest, now: number): PlayResponse {
  const judgement = judge(account, authorization, now)
  const delay = latencyOf(account.settings.latency, lane) / 2
  account.entries.push({ kind: 'api', lane, ...judgement, arrived, responded: now + delay })
  const { user, rejection } = judgement
  if (rejection === undefined) return createResponse(200, { lane, user }, delay)
  const challenge = rejection === 'no-token' ? 'Bearer' : `Bearer error="invalid_token", error_description="${rejection}"`
  return createResponse(401, { error: 'invalid_token' }, delay, { 'www-authenticate': challenge })
}

function rejected(rejection: Rejection, token?: number): Judgement {
  return { token, user: undefined, rejection }
}

function judge(account: Account, authorization: string | undefined, now: number): Judgement {
  if (authorization === undefined) return rejected('no-token')
  const value = authorization.replace(/^Bearer /i, '')
  const token = Object.hasOwn(account.accessTokens, value) ? account.accessTokens[value] : undefined
  if (token === undefined) return rejected('unknown')
  const session = account.sessions[token.session]!
  if (token.isRevoked || session.isOver) return rejected('revoked', token.number)
  if (token.expires <= now) return rejected('expired', token.number)
  return { token: token.number, user: session.user, rejection: undefined }
}
