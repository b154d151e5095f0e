import { optionTable, type OptionName, type OptionSpec } from './option-table.ts'

/** The text of `--help`. */
export function helpText(adapterNames: readonly string[]): string {
  return `Usage: npm start -- [options]

Drives an API with short-lived tokens through every adapter, and counts what callers see.
Without --issuer or --token-endpoint it starts a server of its own, revokes all tokens at five moments,
the worst among them, and lets the token endpoint fail once.

${lines(['duration', 'concurrency', 'adapters', 'lifetime', 'help'])}

To aim it at a system of yours, where nothing is revoked and nothing fails on purpose:

${lines(['issuer', 'token-endpoint', 'client-id', 'client-secret', 'scope', 'api'])}

Adapters: ${adapterNames.join(', ')}.
Exit codes: 0 all is well, 1 a caller saw an error or a bound was broken, 2 wrong options or a system
that can't be used, 130 Ctrl-C.
`
}

function lines(names: readonly OptionName[]): string {
  return names
    .map((name) => {
      const { value, about }: OptionSpec = optionTable[name]
      return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(22)}${about}`
    })
    .join('\n')
}
