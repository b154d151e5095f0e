import { parseArgs } from 'node:util'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string }
  | {
      readonly kind: 'run'
      readonly minutes: number
      readonly seed: number
      /** Names of Everbearer's adapters. */
      readonly clients: readonly string[]
      readonly withPeers: boolean
      readonly refreshTokens: boolean
    }

/** Longest run, minutes: a week. */
const longest = 10_080

export const helpText = `Usage: npm run soak -- [options]

Sends 20 requests a second by each client, from 20 workers, to a real server whose tokens live for 4 s. Every other token
request fails: by 503, a reset connection and HTML with status 200, in turn. Ends with 1 if one of Everbearer's adapters is
served less than 95 % of its requests.

  --minutes <n>      how long the run takes; fractions are allowed (default: 5)
  --seed <n>         draws for each client whether its first token request fails, and which failure comes first (default: 1)
  --client <name>    axios, fetch, ky, ofetch or all (default: all, at the same time)
  --peers            the libraries of the benchmark as well, for comparison
  --refresh-tokens   the server gives rotating refresh tokens
  --help             this text
`

const options = {
  minutes: { type: 'string' },
  seed: { type: 'string' },
  client: { type: 'string' },
  peers: { type: 'boolean' },
  'refresh-tokens': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

export function parseOptions(args: readonly string[], names: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return { kind: 'help' }
    const { minutes = '5', seed = '1', client = 'all' } = values
    if (!/^\d+(\.\d+)?$/.test(minutes) || Number(minutes) < 0.01 || Number(minutes) > longest)
      return wrong(`--minutes: expected a number from 0.01 to ${longest}`)
    if (!/^\d{1,9}$/.test(seed)) return wrong('--seed: expected a whole number')
    if (client !== 'all' && !names.includes(client)) return wrong(`--client: expected all, or one of ${names.join(', ')}`)
    return {
      kind: 'run',
      minutes: Number(minutes),
      seed: Number(seed),
      clients: client === 'all' ? names : [client],
      withPeers: values.peers === true,
      refreshTokens: values['refresh-tokens'] === true,
    }
  } catch (error) {
    return wrong((error as Error).message)
  }
}

function wrong(line: string): Command {
  return { kind: 'wrong', line }
}
