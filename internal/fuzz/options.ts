import type { Command } from '../tools/command-line.ts'
import { flag, type Option, wholeNumber } from '../tools/option-kinds.ts'
import { pageBases } from './url/run-in-chromium.ts'

const most = 999_999_999

const bases: Option<readonly string[]> = {
  placeholder: 'url',
  allowed: 'an absolute URL',
  about: "gives the page in Chromium this <base>; may be repeated (default: the page's own URL, then another origin)",
  absent: pageBases,
  read: (texts) => (texts.every((text) => URL.canParse(text)) ? texts : undefined),
}

const options = {
  url: wholeNumber({
    placeholder: 'n',
    least: 1,
    most,
    absent: undefined,
    about: 'compares what each client requested of n URLs with where the token may go, in Node and Chromium',
  }),
  print: wholeNumber({
    placeholder: 'n',
    least: 1,
    most,
    absent: undefined,
    about: 'puts each client into n random situations, and prints all that its caller gets',
  }),
  seed: wholeNumber({
    placeholder: 'n',
    least: 1,
    most,
    absent: 1,
    about: 'of the first input; the n-th of a run has this seed and n - 1 more',
  }),
  base: bases,
  'no-browser': flag('leaves Chromium out'),
}

export const fuzz: Command<typeof options> = {
  name: 'fuzz',
  start: 'npm run fuzz --',
  about: `Looks for a URL that takes a token to an origin that is not allowed, and for a printed view that shows a secret.
Ends with 1 if there is such a thing. Without --url and --print a short run of both.`,
  options,
}

/** How many inputs each part gets; 0 leaves the part out. */
export function amountsOf({ url, print }: { readonly url: number | undefined; readonly print: number | undefined }): {
  readonly url: number
  readonly print: number
} {
  return url === undefined && print === undefined ? { url: 2_000, print: 50 } : { url: url ?? 0, print: print ?? 0 }
}
