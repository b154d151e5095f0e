/** Writes rows of text as a table of Markdown. All targets but the first are centred, or as `align` says. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], align = ':-:'): string {
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : align))), ...rows.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`
}
