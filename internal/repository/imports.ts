import { parseSync, Visitor } from 'oxc-parser'

/** One place where a source names another module. */
export interface Import {
  /** Undefined where `import()` is called with something that is not a plain string. */
  readonly specifier: string | undefined
  readonly line: number
}

/** Every import of a source, of types too: re-exports, `import()`, `import('…').Type`, `import x = require('…')`. */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source)
  const [error] = errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)

  const imports: Import[] = []
  const add = (node: { readonly start: number }, specifier: string | undefined) => {
    imports.push({ specifier, line: source.slice(0, node.start).split('\n').length })
  }
  new Visitor({
    ImportDeclaration: (node) => add(node, node.source.value),
    ExportAllDeclaration: (node) => add(node, node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source !== null) add(node, node.source.value)
    },
    ImportExpression: (node) => add(node, textOf(node.source)),
    TSImportType: (node) => add(node, node.source.value),
    TSExternalModuleReference: (node) => add(node, node.expression.value),
  }).visit(program)
  return imports
}

function textOf(node: { readonly type: string; readonly value?: unknown }): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
}
