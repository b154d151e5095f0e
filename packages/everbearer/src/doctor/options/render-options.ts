import { wrapText } from '../../command-line/wrap-text.ts'
import type { ChosenOptions } from './choose-options.ts'
import type { Import, OptionEntry } from './option-entry.ts'

/** Maximum length of a line, for a terminal of 80 columns. */
const mostColumns = 79

/** Writes the options as a TypeScript module to paste. */
export function renderOptions({ imports, preamble, source, entries }: ChosenOptions): string {
  const own = [
    { name: 'createCoordinator', from: '@everbearer/core' },
    { name: source.name, from: '@everbearer/oauth2' },
  ]
  return [
    ...importLines([...own, ...imports]),
    '',
    ...(preamble.length === 0 ? [] : [...preamble, '']),
    'export const auth = createCoordinator({',
    `  source: ${source.name}({`,
    ...source.entries.flatMap((entry) => linesOf(entry, '    ')),
    '  }),',
    ...entries.flatMap((entry) => linesOf(entry, '  ')),
    '})',
  ].join('\n')
}

/** Returns one line of import for each module. Modules of Node come first. */
function importLines(imports: readonly Import[]): string[] {
  const modules = [...new Set(imports.map(({ from }) => from))].toSorted((one, other) => rankOf(one) - rankOf(other))
  return modules.map((module) => {
    const names = imports.filter(({ from }) => from === module).map(({ name }) => name)
    return `import { ${names.join(', ')} } from '${module}'`
  })
}

function rankOf(module: string): number {
  return module.startsWith('node:') ? 0 : 1
}

function linesOf({ name, code, lines, reason }: OptionEntry, indent: string): string[] {
  const comment = reason === undefined ? [] : wrapText(reason, mostColumns - indent.length - 3).map((line) => `${indent}// ${line}`)
  const line = `${indent}${name}: ${code},`
  if (line.length <= mostColumns) return [...comment, line]
  const [first = '', ...others] = lines ?? code.replace(' => ', ' =>\n  ').split('\n')
  const broken = [`${name}: ${first}`, ...others].map((each) => `${indent}${each}`)
  return [...comment, ...broken.slice(0, -1), `${broken.at(-1)},`]
}
