import type { Check } from '../finding.ts'
import { api } from './api.ts'
import { authentication } from './authentication.ts'
import { challengeDeadToken, challengeNoToken, challengeWrongToken } from './challenges.ts'
import { clock } from './clock.ts'
import { connection } from './connection.ts'
import { cors } from './cors.ts'
import { deadRefreshToken } from './dead-refresh-token.ts'
import { dpop } from './dpop.ts'
import { grant } from './grant.ts'
import { issuer } from './issuer.ts'
import { lifetime } from './lifetime.ts'
import { metadata } from './metadata.ts'
import { rateLimit } from './rate-limit.ts'
import { redirects } from './redirects.ts'
import { refresh } from './refresh.ts'
import { rotation } from './rotation.ts'
import { scope } from './scope.ts'
import { tls } from './tls.ts'
import { tokenEndpoint } from './token-endpoint.ts'
import { tokenResponse } from './token-response.ts'

/** The checks, in the order of their findings. */
export const checks: readonly Check[] = [
  metadata,
  issuer,
  tls,
  redirects,
  tokenEndpoint,
  authentication,
  grant,
  scope,
  tokenResponse,
  lifetime,
  clock,
  refresh,
  rotation,
  deadRefreshToken,
  rateLimit,
  dpop,
  api,
  challengeNoToken,
  challengeWrongToken,
  challengeDeadToken,
  cors,
  connection,
]
