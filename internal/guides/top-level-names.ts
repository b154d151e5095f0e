import { type Declaration, parseSync, type VariableDeclarator } from 'oxc-parser'

/** The values that a module declares at its top level and does not export. What only exists for types is not among them. */
export function topLevelNames(code: string): string[] {
  const { program } = parseSync('block.ts', code)
  return program.body.flatMap((statement) => (isDeclaration(statement) ? namesOf(statement) : []))
}

function isDeclaration(statement: { readonly type: string }): statement is Declaration {
  return ['VariableDeclaration', 'FunctionDeclaration', 'ClassDeclaration'].includes(statement.type)
}

function namesOf(declaration: Declaration): string[] {
  if ('declare' in declaration && declaration.declare) return []
  if (declaration.type === 'VariableDeclaration') return declaration.declarations.flatMap(namesOfVariable)
  return 'id' in declaration && declaration.id?.type === 'Identifier' ? [declaration.id.name] : []
}

function namesOfVariable({ id }: VariableDeclarator): string[] {
  if (id.type === 'Identifier') return [id.name]
  if (id.type !== 'ObjectPattern') return []
  return id.properties.flatMap((property) =>
    property.type === 'Property' && property.value.type === 'Identifier' ? [property.value.name] : [],
  )
}
