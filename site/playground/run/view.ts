import type { Mark, TimeLineData } from '@everbearer/devtools/time-line'
import { type Totals, totalsOf } from '../server/books.ts'
import type { User } from '../server/settings.ts'
import type { Script } from '../setup/script.ts'
import type { Contender } from './contender.ts'
import type { Contest, SideName } from './contest.ts'
import { type Counters, countersOf } from './counters.ts'
import { timeLineOf } from './time-line-data.ts'

/** What the page shows of a side. */
export interface SideView {
  readonly counters: Counters
  /** From the server's books. */
  readonly totals: Totals
  readonly timeLine: TimeLineData
  /** What the coordinator has reported, oldest first; equal lines once. */
  readonly messages: readonly string[]
}

/** What the page shows. */
export interface View extends Situation {
  readonly sides: Readonly<Record<SideName, SideView>>
}

export interface Situation {
  /** Who is signed in; undefined after a logout. */
  readonly user: User | undefined
  readonly isDown: boolean
  /** Is a request or a script under way? */
  readonly isBusy: boolean
  /** What the visitor has done, for the link. */
  readonly script: Script
}

/** What the page shows before anything is opened. */
export const emptyView: View = {
  user: 'A',
  isDown: false,
  isBusy: false,
  script: [],
  sides: { ours: emptySide(), rival: emptySide() },
}

function emptySide(): SideView {
  const known = { calls: [], entries: [], marks: [] }
  return { counters: countersOf([]), totals: totalsOf([]), timeLine: timeLineOf(known, [], 0), messages: [] }
}

/** @param acts - what the visitor did */
export function viewOf({ sides: { ours, rival } }: Contest, situation: Situation, acts: readonly Mark[], now: number): View {
  const see = (side: Contender): SideView => {
    const known = { calls: side.calls(), entries: side.entries(), marks: side.marks() }
    const messages = Array.from(new Set(known.marks.map(({ label }) => label)))
    return { counters: countersOf(known.calls), totals: side.totals(), timeLine: timeLineOf(known, acts, now), messages }
  }
  return { ...situation, sides: withOneAxis(see(ours), see(rival)) }
}

/** On one axis, equal lengths are equal times. */
function withOneAxis(ours: SideView, rival: SideView): View['sides'] {
  return {
    ours: { ...ours, timeLine: { ...ours.timeLine, beside: [rival.timeLine] } },
    rival: { ...rival, timeLine: { ...rival.timeLine, beside: [ours.timeLine] } },
  }
}
