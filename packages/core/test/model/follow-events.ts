import type { ModelCoordinator } from './port.ts'
import type { ProcessRules } from './process-rules.ts'
import type { ProcessState } from './process-state.ts'

/** Events that told of an unknown outcome, or of a refresh token without a claim, and were not used yet. */
export interface ToldFailures {
  unknown: number
  claimSkipped: number
}

/** Tells the rules what the events of a coordinator tell. */
export function followEvents(auth: ModelCoordinator, rules: ProcessRules, state: ProcessState, failures: ToldFailures): void {
  auth.on('refresh', ({ generation, reason, grant, duration }) => {
    rules.floods.beginRefresh()
    rules.noteToken()
    rules.newest.noteRefresh(generation)
    rules.toldOnce.noteRefresh(generation, grant === 'store')
    if (reason === 'rejected' && grant !== 'store') rules.rejectionBudget.note(duration)
  })
  auth.on('refresh-failed', ({ reason, duration, class: failure }) => {
    if (failure === 'session-ended') rules.endedSource.noteFailure()
    rules.floods.beginRefresh()
    if (reason === 'rejected') rules.rejectionBudget.note(duration)
  })
  auth.on('cooldown', ({ duration }) => rules.cooldowns.noteCooldown(duration))
  auth.on('session-ended', () => {
    state.hasBegun = true
    state.epoch++
    rules.floods.beginRefresh()
    rules.newest.noteSessionEnd()
    rules.toldOnce.noteSessionEnd()
  })
  auth.on('refresh-outcome-unknown', () => void failures.unknown++)
  auth.on('claim-skipped', () => void failures.claimSkipped++)
  auth.on('*', (event) => rules.requestEvents.note(event))
}
