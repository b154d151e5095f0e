import type { Snippet } from './snippets.ts'

/** A documentation comment, and the declaration that follows it. */
interface DocComment {
  /** The text without the stars. */
  readonly text: string
  /** The line of the file on which the comment begins. */
  readonly line: number
  /** The line of code behind the comment. */
  readonly declaration: string
}

/**
 * Finds the examples in the documentation comments of a source file: each `@example`, up to the next tag. A block marked `tsx` is
 * left out, as there is no React here.
 *
 * @param known - what the packages export, types with `type ` in front: an example may use all of it without an import
 */
export function readExamples(file: string, source: string, known: ReadonlyMap<string, readonly string[]>): Snippet[] {
  return commentsOf(source).flatMap(({ text, line }) =>
    Array.from(text.matchAll(/@example\n([^]*?)(?=\n@[a-z]|$)/g)).flatMap(({ 1: block = '', index }) => {
      if (block.startsWith('```tsx')) return []
      const code = block.replaceAll(/^```(?:ts)?$/gm, '')
      const first = line + text.slice(0, index).split('\n').length
      return [{ file, line: first, code: `${preludeOf(code, known)} ${code}` }]
    }),
  )
}

/** The functions that a file declares for users without an example in their comment. */
export function withoutExample(source: string): string[] {
  const documented = commentsOf(source).filter(({ text }) => text.includes('@example\n'))
  const names = Array.from(source.matchAll(/^export (?:async )?function (\w+)/gm), ([, name = '']) => name)
  return names.filter((name) => !documented.some(({ declaration }) => declaration.includes(`function ${name}`)))
}

function commentsOf(source: string): DocComment[] {
  return Array.from(source.matchAll(/\/\*\*([^]*?)\*\/\s*(.*)/g), ({ 1: text = '', 2: declaration = '', index }) => ({
    text: text.replaceAll(/^[ \t]*\* ?/gm, ''),
    line: source.slice(0, index).split('\n').length,
    declaration,
  }))
}

/** What examples speak of without a declaration. */
const context: Readonly<Record<string, string>> = {
  auth: "declare const auth: import('@everbearer/core').Coordinator;",
  ordersSource: "declare const ordersSource: import('@everbearer/core').TokenSource;",
  response: 'declare const response: Response;',
  axios: "import axios from 'axios';",
}

/** Imports and declarations for one example, on one line, so that lines keep their numbers. */
function preludeOf(code: string, known: ReadonlyMap<string, readonly string[]>): string {
  const isFree = (name: string): boolean =>
    new RegExp(String.raw`(?<![.\w])${name}\b(?!:)`).test(code) &&
    !new RegExp(String.raw`\b(?:const|function|import .*)\s*\b${name}\b`).test(code)
  const imports = [...known].flatMap(([specifier, exports]) => {
    const used = exports.filter((name) => isFree(name.replace(/^type /, '')))
    return used.length === 0 ? [] : [`import { ${used.join(', ')} } from '${specifier}';`]
  })
  return [...imports, ...Object.entries(context).flatMap(([name, line]) => (isFree(name) ? [line] : []))].join(' ')
}
