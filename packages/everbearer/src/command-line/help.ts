import type { Command } from './command.ts'
import type { OptionTable } from './options.ts'
import { wrapText } from './wrap-text.ts'

/** Help text about the environment variables that every command reads. */
export const secretNotes = `Secrets come from the environment, or are asked for on a terminal:
  EVERBEARER_CLIENT_SECRET   the secret of the client
  EVERBEARER_PASSWORD        the password, for --grant password
  EVERBEARER_REFRESH_TOKEN   a refresh token, for --grant refresh_token
Keys, certificates and assertions come from files that options name.`

/** Returns the help of `everbearer` itself. */
export function renderOverview(commands: readonly Command[]): string {
  return [
    'Usage: everbearer <command> [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}`),
    '',
    'everbearer <command> --help lists the options of a command.',
  ].join('\n')
}

/** Returns the help of one command, for a terminal of this width. */
export function renderHelp({ name, about, examples, options, notes }: Command, width: number): string {
  return [
    `Usage: everbearer ${name} [options]`,
    '',
    ...wrapText(about, width - 1),
    '',
    ...examples.map((example) => `  ${example}`),
    '',
    ...optionLines({ ...options, help: { about: 'this text' } }, width),
    '',
    notes,
  ].join('\n')
}

function optionLines(table: OptionTable, width: number): string[] {
  const heads = Object.entries(table).map(([name, { placeholder }]) => `  --${name}${placeholder === undefined ? '' : ` <${placeholder}>`}`)
  const indent = Math.max(...heads.map(({ length }) => length)) + 2
  return Object.values(table).flatMap(({ about }, index) => {
    const [first = '', ...others] = wrapText(about, Math.max(30, width - indent - 1))
    return [`${heads[index]!.padEnd(indent)}${first}`, ...others.map((line) => `${' '.repeat(indent)}${line}`)]
  })
}
