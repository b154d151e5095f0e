import { parseArgs } from 'node:util'
import type { ListedMutant } from './mutant.ts'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string }
  | { readonly kind: 'list' }
  | { readonly kind: 'run'; readonly from: number; readonly chosen: readonly ListedMutant[]; readonly timeout: number }

export const helpText = `Usage: npm run mutants -- [options]

Breaks one rule of the code at a time, in a temporary copy, and checks that a test notices.
Ends with 1 if a mutant survives that is not listed as equivalent, or no longer applies.

  --only <texts>   mutants whose name or file under internal/mutants/rules contains one of these texts, separated by commas
  --from <n>       starts with the n-th mutant of the list: goes on with a run that was interrupted
  --timeout <s>    longest that the tests of one mutant may take (default: 120)
  --list           runs nothing; prints names and rules
  --help           this text
`

const options = {
  only: { type: 'string' },
  from: { type: 'string' },
  timeout: { type: 'string' },
  list: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

export function parseOptions(args: readonly string[], mutants: readonly ListedMutant[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return { kind: 'help' }
    if (values.list === true) return { kind: 'list' }
    const { only, from = '1', timeout = '120' } = values
    if (!/^[1-9]\d{0,5}$/.test(from)) return wrong('--from: expected a whole number from 1')
    if (!/^[1-9]\d{0,5}$/.test(timeout)) return wrong('--timeout: expected a whole number of seconds')
    const texts = only?.split(',').map((text) => text.trim()) ?? ['']
    const chosen = mutants
      .slice(Number(from) - 1)
      .filter(({ name, list }) => texts.some((text) => name.includes(text) || list.includes(text)))
    if (chosen.length === 0) return wrong('--only, --from: no mutant is left; --list prints the names')
    return { kind: 'run', from: Number(from), chosen, timeout: Number(timeout) * 1000 }
  } catch (error) {
    return wrong((error as Error).message)
  }
}

function wrong(line: string): Command {
  return { kind: 'wrong', line }
}
