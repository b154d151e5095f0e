import { parseSync, Visitor } from 'oxc-parser'

/** What a module exports by name, values and types alike, and which modules it exports whole. */
export interface Exports {
  readonly names: readonly string[]
  readonly all: readonly string[]
}

export function exportsOf(file: string, source: string): Exports {
  const { program, errors } = parseSync(file, source)
  const [error] = errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)

  const names: string[] = []
  const all: string[] = []
  new Visitor({
    ExportAllDeclaration: (node) => void all.push(node.source.value),
    ExportSpecifier: ({ exported }) => void names.push(exported.type === 'Literal' ? exported.value : exported.name),
  }).visit(program)
  return { names, all }
}
