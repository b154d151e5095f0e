import { type ObjectPattern, parseSync, type Program, Visitor } from 'oxc-parser'

/** A name that other files see. */
export interface PublicName {
  readonly kind: 'export' | 'member' | 'value'
  readonly name: string
}

/**
 * The names that a source shows to others: its exports, the members of exported types, such as options and events, and the
 * texts that an exported type allows.
 */
export function publicNamesOf(file: string, source: string): PublicName[] {
  const { program, errors } = parseSync(file, source)
  const [error] = errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  return program.body.flatMap((statement): PublicName[] => {
    if (statement.type !== 'ExportNamedDeclaration') return []
    const { declaration, specifiers } = statement
    const reexported = specifiers.map(({ exported }) => ('name' in exported ? exported.name : exported.value))
    const names = [...reexported, ...(declaration === null ? [] : declaredIn(declaration))].map((name) => ({
      kind: 'export' as const,
      name,
    }))
    return isType(declaration) ? [...names, ...membersOf({ ...program, body: [statement] })] : names
  })
}

type Declaration = Program['body'][number]

function isType(declaration: Declaration | null): boolean {
  return declaration !== null && /^(TSInterface|TSTypeAlias|Class)Declaration$/.test(declaration.type)
}

function declaredIn(declaration: Declaration): string[] {
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(({ id }) => boundIn(id))
  return 'id' in declaration && declaration.id !== null && 'name' in declaration.id ? [declaration.id.name] : []
}

/** The names that a pattern binds: `a`, `{ b: a }`, `[a]`. */
function boundIn(pattern: ObjectPattern['properties'][number] | { readonly type: string } | null): string[] {
  if (pattern === null) return []
  const node = pattern as {
    readonly type: string
    readonly name?: string
    readonly value?: { type: string }
    readonly properties?: { type: string }[]
    readonly elements?: ({ type: string } | null)[]
    readonly argument?: { type: string }
    readonly left?: { type: string }
  }
  if (node.type === 'Identifier') return [node.name ?? '']
  const inner = [node.value, node.argument, node.left, ...(node.properties ?? []), ...(node.elements ?? [])]
  return inner.flatMap((part) => (part === undefined ? [] : boundIn(part)))
}

function membersOf(program: Program): PublicName[] {
  const names: PublicName[] = []
  const add = ({ key, computed }: { readonly key: object; readonly computed: boolean }): void => {
    if (computed) return
    if ('name' in key) names.push({ kind: 'member', name: String(key.name) })
    if ('value' in key) names.push({ kind: 'member', name: String(key.value) })
  }
  new Visitor({
    TSPropertySignature: add,
    TSMethodSignature: add,
    PropertyDefinition: add,
    MethodDefinition: add,
    TSLiteralType: ({ literal }) => {
      if ('value' in literal && typeof literal.value === 'string') names.push({ kind: 'value', name: literal.value })
    },
  }).visit(program)
  return names
}
