import type { User } from '../server/settings.ts'
import type { Act } from '../setup/script.ts'
import type { Contest } from './contest.ts'
import type { SecondTab } from './second-tab.ts'

/** What acts change. */
export interface Stage {
  readonly contest: Contest
  readonly secondTab: SecondTab
  session: SignedIn
  isDown: boolean
  /** How many requests each side has sent. */
  lanes: number
}

/** A session in the eyes of the visitor. */
export interface SignedIn {
  readonly user: User
  /** Has a logout or another sign-in ended it? */
  isOver: boolean
}

export interface Timing {
  /** ms since 1970. */
  readonly now: () => number
  readonly pause: (ms: number) => Promise<unknown>
  /** In which time the requests of an act are sent, ms. */
  readonly spread: number
}

/** Does one thing to both sides. Resolves when it is done, and for `send` when all requests have ended. */
export async function performAct(act: Act, stage: Stage, timing: Timing): Promise<void> {
  const { contest, secondTab } = stage
  switch (act.kind) {
    case 'send':
      return send(act.count, stage, timing)
    case 'revoke':
      return contest.command({ kind: 'revoke' })
    case 'down':
    case 'up':
      stage.isDown = act.kind === 'down'
      return contest.command({ kind: 'set', settings: { tokenEndpoint: act.kind } })
    case 'sign-out':
      await secondTab.open(contest.session, contest.sides.ours.port.api)
      stage.session.isOver = true
      await contest.command({ kind: 'sign-out' })
      return secondTab.signOut()
    case 'switch-user':
      return signIn(nextUser(stage.session), stage)
    case 'crash':
      await contest.command({ kind: 'lose-next' })
      return contest.command({ kind: 'revoke' })
  }
}

/** Signs a user in on both sides. The server ends the old session first. */
async function signIn(user: User, stage: Stage): Promise<void> {
  stage.session.isOver = true
  await stage.contest.signIn(user, () => {
    stage.session = { user, isOver: false }
  })
}

/** Sends requests on both sides, spread evenly. */
async function send(count: number, stage: Stage, { now, pause, spread }: Timing): Promise<void> {
  const begin = now()
  const sent: Promise<void>[] = []
  for (let index = 0; index < count; index++) {
    const left = begin + (index * spread) / count - now()
    if (left > 0) await pause(left)
    const { session } = stage
    sent.push(stage.contest.send(++stage.lanes, session.user, () => session.isOver))
  }
  await Promise.all(sent)
}

/** The label of an act on the time line. */
export function labelOf(act: Act, session: SignedIn): string {
  if (act.kind === 'send') return `${act.count} requests`
  if (act.kind === 'switch-user') return `user ${nextUser(session)} signs in`
  return labels[act.kind]
}

const labels = {
  revoke: 'token revoked',
  down: 'token endpoint down',
  up: 'token endpoint up',
  'sign-out': 'logout in another tab',
  crash: 'token revoked, next token response lost',
} as const

function nextUser({ user, isOver }: SignedIn): User {
  return user === 'A' && !isOver ? 'B' : 'A'
}
