import { dirname, join } from 'node:path/posix'
import type { Nodes } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { type CallExpression, type Expression, parseSync, Visitor } from 'oxc-parser'

/** A line of a page that names the test which holds it: by the title of a link, or by its text. */
export interface Claim {
  /** The page and its line. */
  readonly from: string
  /** The file of the test, relative to the repository. */
  readonly path: string
  readonly test: string
}

/** Finds the links to tests: to test files, and to behaviours of the suites. */
export function readClaims(file: string, markdown: string): Claim[] {
  return linksOf(fromMarkdown(markdown)).flatMap(({ url, title, text, line }) => {
    if (/^[a-z]+:/.test(url) || !/(?:\.test|\/suite\/[\w/-]+)\.ts$/.test(url)) return []
    return [{ from: `${file}:${line}`, path: join(dirname(file), url), test: title ?? text }]
  })
}

/** The names of the tests, groups, rows and behaviours that a file declares. Values within a name are left out. */
export function testNames(file: string, source: string): string[] {
  const { program, errors } = parseSync(file, source)
  const [error] = errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  const names: (string | undefined)[] = []
  new Visitor({
    CallExpression(node) {
      const [first] = node.arguments
      if (first === undefined || first.type === 'SpreadElement' || !isDeclaration(node)) return
      names.push(textOf(first), ...rowNames(first))
    },
    Property({ key, value }) {
      if (key.type === 'Identifier' && key.name === 'name') names.push(textOf(value as Expression))
    },
  }).visit(program)
  return names.filter((name) => name !== undefined)
}

/** `it(…)`, `test.for(…)(…)`, `describe.concurrent(…)`. */
function isDeclaration({ callee }: CallExpression): boolean {
  let root: Expression = callee
  while (root.type !== 'Identifier') {
    if (root.type === 'CallExpression') root = root.callee
    else if (root.type === 'MemberExpression') root = root.object
    else return false
  }
  return ['it', 'test', 'describe'].includes(root.name)
}

/** What the rows of `it.each([…])` are called: a text, or a list that begins with one. */
function rowNames(table: Expression): (string | undefined)[] {
  if (table.type !== 'ArrayExpression') return []
  return table.elements.map((row) => {
    const first = row?.type === 'ArrayExpression' ? row.elements[0] : row
    return first == null || first.type === 'SpreadElement' ? undefined : textOf(first)
  })
}

function textOf(node: Expression): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined
  return node.type === 'TemplateLiteral' ? node.quasis.map(({ value }) => value.cooked).join('') : undefined
}

interface Link {
  readonly url: string
  readonly title: string | undefined
  readonly text: string
  readonly line: number
}

function linksOf(node: Nodes): Link[] {
  if (node.type === 'link')
    return [{ url: node.url, title: node.title ?? undefined, text: plainText(node), line: node.position?.start.line ?? 0 }]
  return 'children' in node ? node.children.flatMap(linksOf) : []
}

/** The text of a part of a page as readers see it; code in backquotes, as in a name. */
export function plainText(node: Nodes): string {
  if (node.type === 'inlineCode') return `\`${node.value}\``
  if ('value' in node) return node.value
  return 'children' in node ? node.children.map(plainText).join('') : ''
}
