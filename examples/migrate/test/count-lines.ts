import { parseSync } from 'oxc-parser'

/** Counts the lines of a source that hold code: blank lines and comments do not count. */
export function countLines(source: string): number {
  const { comments } = parseSync('source.ts', source)
  let code = source
  for (const { start, end } of comments) {
    code = code.slice(0, start) + code.slice(start, end).replaceAll(/[^\n]/g, ' ') + code.slice(end)
  }
  return code.split('\n').filter((line) => line.trim() !== '').length
}
