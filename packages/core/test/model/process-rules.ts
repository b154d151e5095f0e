import { createNewestToken, type NewestToken } from './newest-token.ts'
import type { Watched } from './process-state.ts'
import { type CooldownRule, createCooldownRule } from './rules/cooldowns.ts'
import { createEndedSourceRule, type EndedSourceRule } from './rules/ended-source.ts'
import { createFloodRule, type FloodRule } from './rules/floods.ts'
import { createLogoutRule, type LogoutRule } from './rules/logouts.ts'
import { createRejectionBudgetRule, type RejectionBudgetRule } from './rules/rejection-budget.ts'
import { createReplayRule, type ReplayRule } from './rules/replays.ts'
import { createRequestLog, type RequestLog } from './rules/request-events.ts'
import { createToldOnceRule, type ToldOnceRule } from './rules/told-once.ts'
import { createUserRule, type UserRule } from './rules/users.ts'
import { createTokenAges, type TokenAges } from './token-ages.ts'

/** What is watched over in one process: each rule, and what rules have in common. */
export interface ProcessRules {
  readonly ages: TokenAges
  readonly newest: NewestToken
  readonly users: UserRule
  readonly logouts: LogoutRule
  readonly floods: FloodRule
  readonly endedSource: EndedSourceRule
  readonly cooldowns: CooldownRule
  readonly rejectionBudget: RejectionBudgetRule
  readonly replays: ReplayRule
  readonly toldOnce: ToldOnceRule
  readonly requestEvents: RequestLog
  /** A token request begins. */
  checkTokenRequest(): void
  /** A token came by a refresh or a login. */
  noteToken(): void
  /** Something calls for another token. */
  reset(): void
}

export function createProcessRules(watched: Watched): ProcessRules {
  const rules: ProcessRules = {
    ages: createTokenAges(watched),
    newest: createNewestToken(),
    users: createUserRule(watched),
    logouts: createLogoutRule(watched),
    floods: createFloodRule(watched),
    endedSource: createEndedSourceRule(watched),
    cooldowns: createCooldownRule(watched),
    rejectionBudget: createRejectionBudgetRule(watched),
    replays: createReplayRule(watched),
    toldOnce: createToldOnceRule(watched),
    requestEvents: createRequestLog(watched.ledger),
    checkTokenRequest() {
      rules.floods.check(rules.newest.isSettled())
      rules.cooldowns.check()
      rules.endedSource.check()
    },
    noteToken() {
      watched.state.hasBegun = true
      rules.toldOnce.noteToken()
      rules.cooldowns.noteToken()
      rules.endedSource.noteToken()
    },
    reset() {
      rules.newest.reset()
      rules.floods.beginRefresh()
    },
  }
  return rules
}
