import { renderTable } from '../../demo/table.ts'
import type { Evaluation, SessionFigures } from './evaluate-run.ts'
import { sessionKinds } from './log-line.ts'

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

/** The evaluation of a run as lines, and whether the run was good. */
export function renderEvaluation({ figures, mostTokenCalls, breaches, shortfalls, doubts }: Evaluation): {
  readonly good: boolean
  readonly lines: string[]
} {
  const names = Object.keys(heads) as (keyof typeof heads)[]
  const rows = sessionKinds.map((session) => [session, ...names.map((name) => figures[session][name].toLocaleString('en'))])
  const findings = [...breaches, ...shortfalls, ...doubts]
  const good = findings.length === 0
  return {
    good,
    lines: [
      ...renderTable([['sessions', ...names.map((name) => heads[name])], ...rows]),
      '',
      `token calls where the source can obtain: at most ${mostTokenCalls}`,
      ...section('The guarantee did not hold', breaches),
      ...section('Less was served than should be', shortfalls),
      ...section('The run proves less than it should', doubts),
      good ? 'The guarantee held.' : `${findings.length} findings.`,
    ],
  }
}

function section(title: string, findings: readonly string[]): string[] {
  if (findings.length === 0) return []
  const more = findings.length > mostShown ? [`  and ${findings.length - mostShown} more`] : []
  return [`${title}:`, ...findings.slice(0, mostShown).map((finding) => `  ${finding}`), ...more]
}
