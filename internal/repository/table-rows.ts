/**
 * Reads the rows of the tables below a heading of a Markdown file, without their heads. Links and code are reduced to their text.
 *
 * @param heading - as it stands, with its number signs
 * @throws {Error} there is no such heading
 */
export function tableRows(markdown: string, heading: string): string[][] {
  const [, rest] = markdown.split(`\n${heading}\n`)
  if (rest === undefined) throw new Error(`there is no heading "${heading}"`)
  const [section = ''] = rest.split(/^#{1,6} /m)
  const lines = section.split('\n')
  return lines.flatMap((line, index) => {
    const isHead = /^\|[-: |]+\|$/.test(lines[index + 1] ?? '') || /^\|[-: |]+\|$/.test(line)
    return line.startsWith('|') && !isHead ? [cellsOf(line)] : []
  })
}

function cellsOf(line: string): string[] {
  const cells = line
    .slice(1)
    .replace(/\|\s*$/, '')
    .split(/(?<!\\)\|/)
  return cells.map((cell) =>
    cell
      .trim()
      .replaceAll(String.raw`\|`, '|')
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll('`', ''),
  )
}
