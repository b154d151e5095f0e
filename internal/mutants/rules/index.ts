import type { ListedMutant, Mutant } from '../mutant.ts'
import { adapter } from './adapter.ts'
import { audiences } from './audiences.ts'
import { awayStores } from './away-stores.ts'
import { axios } from './axios.ts'
import { backChannelLogout } from './back-channel-logout.ts'
import { browser } from './browser.ts'
import { browsers } from './browsers.ts'
import { challenges } from './challenges.ts'
import { clientAuthentication } from './client-authentication.ts'
import { doctor } from './doctor.ts'
import { dpop } from './dpop.ts'
import { encryption } from './encryption.ts'
import { events } from './events.ts'
import { expiredTokens } from './expired-tokens.ts'
import { failures } from './failures.ts'
import { fleetRules } from './fleet.ts'
import { fileLocks } from './file-locks.ts'
import { files } from './files.ts'
import { fleetRuns } from './fleet-runs.ts'
import { grants } from './grants.ts'
import { lifetimes } from './lifetimes.ts'
import { oauth2 } from './oauth2.ts'
import { oddRefreshes } from './odd-refreshes.ts'
import { olderRecords } from './older-records.ts'
import { origins } from './origins.ts'
import { otel } from './otel.ts'
import { pools } from './pools.ts'
import { redis } from './redis.ts'
import { refreshTokens } from './refresh-tokens.ts'
import { refreshes } from './refreshes.ts'
import { rejections } from './rejections.ts'
import { replaceableHeaders } from './replaceable-headers.ts'
import { sessions } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { signals } from './signals.ts'
import { states } from './states.ts'
import { stepUpDemands } from './step-up-demands.ts'
import { stepUpRules } from './step-up.ts'
import { storedSessions } from './stored-sessions.ts'
import { stores } from './stores.ts'
import { tabs } from './tabs.ts'
import { testingKit } from './testing-kit.ts'
import { tokenResponses } from './token-responses.ts'
import { webApp } from './web-app.ts'

/** One file for each area: `internal/mutants/rules/<area>.ts`. */
const areas: Readonly<Record<string, readonly Mutant[]>> = {
  adapter,
  audiences,
  'away-stores': awayStores,
  axios,
  'back-channel-logout': backChannelLogout,
  browser,
  browsers,
  challenges,
  doctor,
  dpop,
  encryption,
  events,
  'expired-tokens': expiredTokens,
  failures,
  fleet: fleetRules,
  'file-locks': fileLocks,
  files,
  'fleet-runs': fleetRuns,
  grants,
  lifetimes,
  oauth2,
  clientAuthentication,
  'odd-refreshes': oddRefreshes,
  'older-records': olderRecords,
  origins,
  otel,
  pools,
  redis,
  'refresh-tokens': refreshTokens,
  refreshes,
  rejections,
  'replaceable-headers': replaceableHeaders,
  sessions,
  'sign-in': signIn,
  signals,
  states,
  'step-up': stepUpRules,
  'step-up-demands': stepUpDemands,
  'stored-sessions': storedSessions,
  stores,
  tabs,
  'testing-kit': testingKit,
  'token-responses': tokenResponses,
  'web-app': webApp,
}

export const mutants: readonly ListedMutant[] = Object.entries(areas).flatMap(([area, list]) =>
  list.map((mutant) => ({ ...mutant, list: `internal/mutants/rules/${area}.ts` })),
)
