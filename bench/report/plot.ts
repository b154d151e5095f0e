import type { OverheadRow } from '../suites/overhead.ts'
import { ratio } from './format.ts'

const bar = { height: 14, gap: 4, left: 330, width: 420 }
const colours = { floor: '#9aa5b1', ours: '#2563eb', peer: '#d97706', bare: '#9aa5b1' } as const
/** Bars of larger ratios are cut. Their figure stands beside them. */
const widest = 2.2

/** Draws an SVG: a bar for each contender's cost beside the bare client's, with the quartiles as whiskers. */
export function plotOverhead(rows: readonly OverheadRow[]): string {
  const shown = rows.filter(({ role, ratio: own }) => role !== 'bare' && own !== undefined)
  const groups = [...Map.groupBy(shown, ({ method, transport }) => `${method}, ${transport}`)]
  let y = 24
  const parts: string[] = []
  for (const [title, group] of groups) {
    parts.push(`<text x="8" y="${y + 12}" font-weight="bold">${title}</text>`)
    y += 22
    for (const row of group) {
      parts.push(drawBar(row, y))
      y += bar.height + bar.gap
    }
    y += 14
  }
  const [one, height] = [place(1), y + 8]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${bar.left + bar.width + 80} ${height}" font-family="sans-serif" font-size="12">
<title>Cost of a request: ratio of medians to the bare client</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="14">Ratio to the bare client (the line); whiskers: quartiles. Blue: Everbearer, orange: peers, grey: hooks that do nothing.</text>
<line x1="${one}" y1="22" x2="${one}" y2="${height}" stroke="#111" stroke-dasharray="2 3"/>
${parts.join('\n')}
</svg>
`
}

function drawBar({ name, role, ratio: own }: OverheadRow, y: number): string {
  if (own === undefined) return ''
  const [end, from, to] = [place(own.ratio), place(own.lower), place(own.upper)].map((x) => Math.round(x * 10) / 10)
  const middle = y + bar.height / 2
  return `<text x="${bar.left - 8}" y="${y + 11}" text-anchor="end">${escape(name)}</text>
<rect x="${bar.left}" y="${y}" width="${end! - bar.left}" height="${bar.height}" fill="${colours[role]}"/>
<line x1="${from}" y1="${middle}" x2="${to}" y2="${middle}" stroke="#111"/>
<text x="${Math.max(end!, to!) + 6}" y="${y + 11}">${ratio(own.ratio)}</text>`
}

/** Bars begin at 0.8: from 0, differences would be invisible. */
function place(value: number): number {
  return bar.left + ((Math.min(Math.max(value, 0.8), widest) - 0.8) / (widest - 0.8)) * bar.width
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
