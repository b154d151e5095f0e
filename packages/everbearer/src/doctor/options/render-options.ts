import type { ChosenOptions, OptionEntry } from './choose-options.ts'

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
  return [...(reason === undefined ? [] : [`${indent}// ${reason}`]), `${indent}${name}: ${code},`]
}
