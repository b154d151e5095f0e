import { wrapText } from '../../command-line/wrap-text.ts'
import type { Level } from '../finding.ts'
import type { DoctorReport, ReportedFinding } from './report.ts'

/** Settings for the look of a report on a terminal. */
export interface Appearance {
  /** Width of the terminal, columns. */
  readonly width: number
  readonly paint: (style: 'green' | 'yellow' | 'red' | 'dim' | 'bold', text: string) => string
}

const styles: Readonly<Record<Level, 'green' | 'yellow' | 'red' | 'dim'>> = { ok: 'green', warning: 'yellow', wrong: 'red', skipped: 'dim' }
const levelWidth = 9
const checkWidth = 22
/** Maximum width of a line, columns. Longer lines are hard to read. */
const mostWidth = 110

/** Renders a report for people. On a narrow terminal, the sentences are below the names of the checks. */
export function renderReport({ findings, healthy, options }: DoctorReport, appearance: Appearance): string {
  const { paint } = appearance
  const count = (level: Level): string => `${findings.filter((finding) => finding.level === level).length} ${level}`
  const summary = (['ok', 'warning', 'wrong', 'skipped'] as const).map(count).join(', ')
  return [
    ...findings.flatMap((finding) => linesOf(finding, appearance)),
    '',
    paint('bold', 'Options to paste:'),
    '',
    options,
    '',
    paint(healthy ? 'green' : 'red', `${healthy ? 'Nothing is wrong.' : 'Something is wrong.'} ${summary}.`),
  ].join('\n')
}

function linesOf({ check, level, sentence, remedy, source }: ReportedFinding, { width, paint }: Appearance): string[] {
  const indent = width < 72 ? levelWidth : levelWidth + checkWidth
  const room = Math.max(30, Math.min(width, mostWidth) - indent - 1)
  const name = paint(styles[level], level.padEnd(levelWidth))
  const lines = wrapText(sentence, room)
  const more =
    level === 'ok'
      ? []
      : [...(remedy === null ? [] : wrapText(`→ ${remedy}`, room)), ...wrapText(source, room).map((line) => paint('dim', line))]
  const rest = (below: readonly string[]): string[] => below.map((line) => `${' '.repeat(indent)}${line}`)
  const [first = '', ...others] = lines
  if (indent > levelWidth) return [`${name}${check.padEnd(checkWidth)}${first}`, ...rest([...others, ...more])]
  return [`${name}${paint('bold', check)}`, ...rest([...lines, ...more])]
}
