import { renderTable } from '../../demo/table.ts'
import type { Evaluation } from './evaluate-run.ts'
import { sessionKinds } from './log-line.ts'
import type { SessionFigures } from './session-figures.ts'

const heads: Readonly<Record<keyof Omit<SessionFigures, 'idle'>, string>> = {
  served: 'requests served',
  callerErrors: 'caller errors',
  tokenCalls: 'token calls',
  handOvers: 'hand-overs',
  repeats: 'repeated',
  announced: 'announced',
  reuseDetections: 'reuse detected',
  sessionsEnded: 'session ends seen',
}

/** Most findings of one kind that are shown. */
const mostShown = 20

/** A run as it is printed. */
export interface RenderedEvaluation {
  /** Does the run show what it should? */
  readonly isGood: boolean
  readonly lines: readonly string[]
}

/** @param isHeld - is the run held to the guarantee? Where the store loses writes, breaches are counted only */
export function renderEvaluation(
  { figures, mostTokenCalls, late, breaches, shortfalls, doubts }: Evaluation,
  isHeld: boolean,
): RenderedEvaluation {
  const names = Object.keys(heads) as (keyof typeof heads)[]
  const rows = sessionKinds.map((session) => [session, ...names.map((name) => figures[session][name].toLocaleString('en'))])
  const isGood = doubts.length === 0 && (!isHeld || breaches.length + shortfalls.length === 0)
  return {
    isGood,
    lines: [
      ...renderTable([['sessions', ...names.map((name) => heads[name])], ...rows]),
      '',
      `token calls where the source can obtain: at most ${mostTokenCalls}`,
      ...(late === 0 ? [] : [`${late} of them as the store was late on a busy machine`]),
      ...sectionOf(isHeld ? 'The guarantee did not hold' : 'Outside of the guarantee', breaches),
      ...sectionOf(isHeld ? 'Less was served than should be' : 'Lost with the writes of the store', shortfalls),
      ...sectionOf('The run proves less than it should', doubts),
      closingLine(isGood, isHeld),
    ],
  }
}

function closingLine(isGood: boolean, isHeld: boolean): string {
  if (!isGood) return 'The run has failed.'
  return isHeld ? 'The guarantee held.' : 'The store lost writes: the run is counted, and not held to the guarantee.'
}

/** The findings of one kind under a title; nothing without findings. */
export function sectionOf(title: string, findings: readonly string[]): string[] {
  if (findings.length === 0) return []
  const more = findings.length > mostShown ? [`  and ${findings.length - mostShown} more`] : []
  return [`${title}:`, ...findings.slice(0, mostShown).map((finding) => `  ${finding}`), ...more]
}
