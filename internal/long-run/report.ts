import { commandOf, type Part, type PartName, partNames, type Piece, type Plan } from './plan.ts'
import { isDone, type Progress, type Result } from './progress.ts'

/** Where the pieces ran. */
export interface Place {
  readonly code: string
  /** E.g. `Node 24.1.0, AMD EPYC, 2 cores`. */
  readonly machine: string
}

type Row = Readonly<Record<'part' | 'done' | 'goal' | 'unit' | 'failed' | 'minutes', string>>

/** The report in Markdown: what was done of each part, what failed, and what the parts with figures printed. */
export function renderReport(plan: Plan, progress: Progress, { code, machine }: Place): string {
  const pieces = partNames.flatMap((name) => plan[name].pieces)
  const current = new Map(pieces.flatMap((piece) => ofCode(piece, progress, code)))
  const dates = [...current.values()].map(({ at }) => at.slice(0, 10)).toSorted()
  const failed = [...current].filter(([, { passed }]) => !passed)
  const left = pieces.length - current.size
  return [
    '# Proof: the long run',
    `**Claim.** ${claim(failed.length, left)}`,
    [
      '- Command: `npm run test:long`',
      `- Code: ${code}`,
      `- Date: ${[...new Set([dates[0], dates.at(-1)])].filter(Boolean).join(' to ') || 'not begun'}`,
      `- Machine: ${machine}`,
    ].join('\n'),
    tableOf(partNames.map((name) => rowOf(name, plan[name], progress, code))),
    ...section('What failed', failed),
    ...section(
      'Figures',
      [...current].filter(([{ part }, { passed }]) => passed && plan[part].showsOutput),
    ),
  ]
    .join('\n\n')
    .concat('\n')
}

function ofCode(piece: Piece, progress: Progress, code: string): [Piece, Result][] {
  const result = progress[piece.id]
  return result?.code === code ? [[piece, result]] : []
}

function claim(failed: number, left: number): string {
  if (failed > 0) return `${failed} ${failed === 1 ? 'piece' : 'pieces'} failed.`
  return left > 0 ? `Nothing has failed so far; ${left} ${left === 1 ? 'piece is' : 'pieces are'} left.` : 'Nothing has failed.'
}

function rowOf(name: PartName, { pieces, goal, unit }: Part, progress: Progress, code: string): Row {
  const results = pieces.flatMap((piece) => ofCode(piece, progress, code))
  const done = results.filter(([, result]) => isDone(result, code)).reduce((sum, [{ amount }]) => sum + amount, 0)
  const seconds = results.reduce((sum, [, result]) => sum + result.seconds, 0)
  return {
    part: name,
    done: count(done),
    goal: count(goal),
    unit,
    failed: count(results.filter(([, { passed }]) => !passed).length),
    minutes: count(Math.round(seconds / 60)),
  }
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ part, done, goal, unit, failed, minutes }) => `| ${part} | ${done} | ${goal} | ${unit} | ${failed} | ${minutes} |`,
  )
  return ['| part | passed | of | unit | pieces that failed | minutes |', '|---|--:|--:|---|--:|--:|', ...lines].join('\n')
}

function section(title: string, results: readonly (readonly [Piece, Result])[]): string[] {
  if (results.length === 0) return []
  return [
    `## ${title}`,
    ...results.flatMap(([piece, { output }]) => [`### ${piece.id}`, block('sh', commandOf(piece)), block('text', output)]),
  ]
}

function block(language: 'sh' | 'text', text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``
}

function count(value: number): string {
  return value.toLocaleString('en')
}
