import { parseArgs } from 'node:util'

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly line: string }
  | {
      readonly kind: 'run'
      /** Inputs of each; 0 leaves the part out. */
      readonly url: number
      readonly print: number
      readonly seed: number
      readonly inBrowser: boolean
      /** Base URLs of the pages in Chromium. */
      readonly bases: readonly string[]
    }

const few = { url: 2_000, print: 50 }

export const helpText = `Usage: npm run fuzz -- [options]

Looks for a URL that takes a token to an origin that is not allowed, and for a printed view that shows a secret.
Ends with 1 if there is such a thing. Without --url and --print a short run of both.

  --url <n>        compares what each client requested of n URLs with where the token may go, in Node and Chromium
  --print <n>      puts each client into n random situations, and prints all that its caller gets
  --seed <n>       of the first input; the n-th of a run has this seed and n - 1 more (default: 1)
  --base <url>     gives the page in Chromium this <base>; may be repeated (default: the page's own URL, then another origin)
  --no-browser     leaves Chromium out
  --help           this text
`

const options = {
  url: { type: 'string' },
  print: { type: 'string' },
  seed: { type: 'string' },
  base: { type: 'string', multiple: true },
  'no-browser': { type: 'boolean' },
  help: { type: 'boolean' },
} as const

export function parseOptions(args: readonly string[], pageBases: readonly string[]): Command {
  try {
    const { values } = parseArgs({ args: [...args], options })
    if (values.help === true) return { kind: 'help' }
    const { url, print, seed = '1', base = pageBases } = values
    for (const [name, value = '1'] of Object.entries({ url, print, seed })) {
      if (!/^[1-9]\d{0,8}$/.test(value)) return wrong(`--${name}: expected a whole number from 1`)
    }
    const badBase = base.find((text) => !URL.canParse(text))
    if (badBase !== undefined) return wrong('--base: expected an absolute URL')
    const both = url === undefined && print === undefined
    return {
      kind: 'run',
      url: both ? few.url : Number(url ?? 0),
      print: both ? few.print : Number(print ?? 0),
      seed: Number(seed),
      inBrowser: values['no-browser'] !== true,
      bases: base,
    }
  } catch (error) {
    return wrong((error as Error).message)
  }
}

function wrong(line: string): Command {
  return { kind: 'wrong', line }
}
