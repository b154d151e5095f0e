/** A line of a chart. */
export interface Line {
  readonly name: string
  /** Token requests of each bin. */
  readonly counts: readonly number[]
}

export interface Chart {
  readonly title: string
  /** Seconds of a bin. */
  readonly bin: number
  /** A horizontal line, with its name: token requests in a bin. */
  readonly mark: { readonly name: string; readonly count: number }
  readonly lines: readonly Line[]
}

const area = { left: 60, width: 680, top: 44, height: 150, gap: 84 }
/** Both are readable on white and on black, and differ in lightness as well. */
const colours = ['#3b82f6', '#d97706']
const grey = '#808080'

/** Draws charts among each other as an SVG without a background. Equal charts give equal text. */
export function plot(charts: readonly Chart[]): string {
  const height = charts.length * (area.top + area.height + area.gap) - area.gap + 40
  const parts = charts.map((chart, i) => `<g transform="translate(0 ${i * (area.top + area.height + area.gap)})">${draw(chart)}</g>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${height}" font-family="sans-serif" font-size="12" fill="${grey}">
<title>Token requests of 10,000 processes</title>
${parts.join('\n')}
</svg>
`
}

function draw({ title, bin, mark, lines }: Chart): string {
  const bins = Math.max(...lines.map(({ counts }) => counts.length))
  const most = Math.max(mark.count, ...lines.flatMap(({ counts }) => counts))
  const x = (index: number): number => round(area.left + (index / bins) * area.width)
  const y = (count: number): number => round(area.top + area.height * (1 - count / most))
  const base = area.top + area.height
  const right = area.left + area.width
  const names = lines.map(({ name }, i) => `<tspan fill="${colours[i]}" dx="${i === 0 ? 0 : 16}">■ ${name}</tspan>`).join('')
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const minutes = round((share * bins * bin) / 60)
    return `<text x="${round(area.left + share * area.width)}" y="${base + 16}" text-anchor="middle">${minutes} min</text>`
  })
  return `<text x="${area.left}" y="14" font-weight="bold">${title}</text>
<text x="${area.left}" y="32">${names}</text>
<line x1="${area.left}" y1="${base}" x2="${right}" y2="${base}" stroke="${grey}"/>
<text x="${area.left - 8}" y="${area.top + 10}" text-anchor="end">${most}</text>
<text x="${area.left - 8}" y="${base}" text-anchor="end">0</text>
${lines.map(({ counts }, i) => `<path d="${path(counts, x, y)}" fill="none" stroke="${colours[i]}"/>`).join('\n')}
<line x1="${area.left}" y1="${y(mark.count)}" x2="${right}" y2="${y(mark.count)}" stroke="${grey}" stroke-dasharray="4 3"/>
<text x="${right}" y="${y(mark.count) - 4}" text-anchor="end">${mark.name}</text>
${ticks.join('')}`
}

function path(counts: readonly number[], x: (index: number) => number, y: (count: number) => number): string {
  return counts.map((count, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(count)}`).join('')
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

/** Counts the moments (ms) of each bin, from 0 to `end` seconds. */
export function countBins(moments: readonly number[], bin: number, end: number): number[] {
  const counts = Array.from({ length: Math.ceil(end / bin) }, () => 0)
  for (const moment of moments) {
    const index = Math.floor(moment / (bin * 1000))
    if (index < counts.length) counts[index]!++
  }
  return counts
}
