import { parseArgs } from 'node:util'
import { type SuiteName, suiteNames } from './suites/index.ts'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string }
  | { readonly kind: 'write-docs'; readonly json: string }
  | {
      readonly kind: 'run'
      readonly only: readonly SuiteName[]
      readonly isQuick: boolean
      readonly json: string
      readonly plot: string
      readonly seed: number
    }

export const helpText = `Usage: npm run bench -- [options]

Measures Everbearer beside bare clients and other libraries, prints tables, and writes them as JSON and as a plot.
A full run takes half an hour; let nothing else run meanwhile.

  --only <names>   suites, separated by commas: ${suiteNames.join(', ')} (default: all)
  --quick          fewer rounds: minutes instead of half an hour, for a first look
  --json <file>    where the results go (default: reports/bench.json); those from before stay where as much was put into them
  --plot <file>    where the plot goes (default: reports/bench.svg)
  --seed <n>       decides in which order contenders take turns (default: 1)
  --write-docs     measures nothing; puts the results of --json, and the plot, into README.md and the pages of docs/
  --help           this text
`

const options = {
  only: { type: 'string' },
  quick: { type: 'boolean' },
  json: { type: 'string' },
  plot: { type: 'string' },
  seed: { type: 'string' },
  'write-docs': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

export function parseOptions(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return { kind: 'help' }
    const { json = 'reports/bench.json', plot = 'reports/bench.svg', seed = '1' } = values
    if (values['write-docs'] === true) return { kind: 'write-docs', json }
    if (!/^\d{1,9}$/.test(seed)) return wrong('--seed: expected a whole number')
    const names = values.only?.split(',').map((name) => name.trim()) ?? suiteNames
    const only = suiteNames.filter((name) => names.includes(name))
    if (only.length !== names.length) return wrong(`--only: expected names out of ${suiteNames.join(', ')}`)
    return { kind: 'run', only, isQuick: values.quick === true, json, plot, seed: Number(seed) }
  } catch (error) {
    return wrong((error as Error).message)
  }
}

function wrong(line: string): Command {
  return { kind: 'wrong', line }
}
