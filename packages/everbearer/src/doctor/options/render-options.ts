import { wrapText } from '../../command-line/wrap-text.ts'
import type { ChosenOptions, OptionEntry } from './choose-options.ts'

/** So much fits into a terminal of 80 columns. */
const mostColumns = 79

/** Writes the options as a TypeScript module to paste. */
export function renderOptions({ source, entries }: ChosenOptions): string {
  return [
    `import { createCoordinator } from '@everbearer/core'`,
    `import { ${source.name} } from '@everbearer/oauth2'`,
    '',
    'export const auth = createCoordinator({',
    `  source: ${source.name}({`,
    ...source.entries.flatMap((entry) => linesOf(entry, '    ')),
    '  }),',
    ...entries.flatMap((entry) => linesOf(entry, '  ')),
    '})',
  ].join('\n')
}

function linesOf({ name, code, reason }: OptionEntry, indent: string): string[] {
  const comment = reason === undefined ? [] : wrapText(reason, mostColumns - indent.length - 3).map((line) => `${indent}// ${line}`)
  const line = `${indent}${name}: ${code},`
  return [...comment, line.length > mostColumns ? line.replace(' => ', ` =>\n${indent}  `) : line]
}
