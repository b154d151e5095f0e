import { format } from 'oxfmt'
import { readText } from '../repository/repository.ts'

/** How long an export keeps its promise: see docs/reference/stability.md. */
export type Stability = 'stable' | 'experimental'

/** An export of an entry. */
export interface ReportedExport {
  readonly name: string
  readonly stability: Stability
}

/** What the comment at the top of an entry says of all its exports. */
export function stabilityOf(entrySource: string): Stability {
  const [, comment = ''] = /^\/\*\*([^]*?)\*\//.exec(entrySource) ?? []
  return comment.includes('@module') && comment.includes('@experimental') ? 'experimental' : 'stable'
}

/** What a report needs to know besides the declarations. */
export interface ReportContext {
  readonly specifier: string
  /** Counts for exports without a tag of their own. */
  readonly stability: Stability
  /** Names that other entries of the package export. Their reports have the declarations. */
  readonly elsewhere: ReadonlySet<string>
}

/**
 * Turns a report of API Extractor into the text that is committed: a line with the stability before each export, and the
 * project's format, so that a diff shows what changed in the interface and nothing else.
 */
export async function reportText(extracted: string, context: ReportContext): Promise<string> {
  const { specifier, stability, elsewhere } = context
  const [, code] = /```ts\n([^]*?)```/.exec(extracted) ?? []
  if (code === undefined) throw new Error(`API Extractor wrote no report of ${specifier}`)
  const exported = new Set(Array.from(code.matchAll(/^export \{ (\w+) as /gm), ([, local = '']) => local))
  const blocks = code
    .replaceAll(/^\s*\/\/ (?:\(undocumented\)|\(No @packageDocumentation|Warning: \(ae-).*\n/gm, '')
    .split(/^(?=\/\/ @public)/m)
    .flatMap((block) => {
      const [comment = '', declaration = ''] = block.split('\n')
      if (!comment.startsWith('// @public')) return [block]
      const name = /\b(?:type|interface|class|function|const|let) (\w+)/.exec(declaration)?.[1] ?? ''
      if (declaration.startsWith('export ') || exported.has(name)) return [block.replace(comment, `// ${labelOf(comment, stability)}`)]
      return elsewhere.has(name) ? [] : [block.replace(comment, '// not exported')]
    })
  const options = JSON.parse(await readText('.oxfmtrc.json')) as Parameters<typeof format>[2]
  const { code: formatted, errors } = await format('report.d.ts', blocks.join('').replaceAll('\t', ''), options)
  const [error] = errors
  if (error !== undefined) throw new Error(`${specifier}: ${error.message}`)
  return `// What ${specifier} exports. \`npm run api-report\` writes this file.\n\n${formatted}`
}

/** Reads the exports from a report. */
export function exportsIn(report: string): ReportedExport[] {
  const names = new Map(Array.from(report.matchAll(/^export \{ (\w+) as (\w+) \}$/gm), ([, local = '', name = '']) => [local, name]))
  const pattern = /^\/\/ (stable|experimental).*\n(?:export |declare |abstract )*(?:type|interface|class|function|const) (\w+)/gm
  const found = Array.from(report.matchAll(pattern), ([, stability, name = '']) => ({
    name: names.get(name) ?? name,
    stability: stability as Stability,
  }))
  // Each signature of an overloaded function has a line of its own.
  return [...new Map(found.map((each) => [each.name, each])).values()]
}

function labelOf(comment: string, ofEntry: Stability): string {
  const stability = comment.includes('@experimental') ? 'experimental' : ofEntry
  return comment.includes('@deprecated') ? `${stability}, deprecated` : stability
}
