import { createDice, damage, type Dice } from '../../../packages/core/test/fuzz/dice.ts'
import { bases, hosts, paths, ports, relatives, schemes, slashes, users } from './url-parts.ts'

/** Where the token may go. */
export const allowedOrigins: readonly string[] = ['https://api.example.com', 'http://127.0.0.1:8080', 'http://[::1]:3000']

/** What a client is asked to fetch. */
export interface UrlInput {
  /** `--seed` of a run of this input alone. */
  readonly seed: number
  /** For clients that take a base URL or a prefix; fetch gets both parts as one text. */
  readonly base?: string
  readonly url: string
  /** How fetch is given the URL; the others are given text. */
  readonly as: 'text' | 'URL' | 'Request'
  /** Does the caller change its URL object while the request waits for a token? */
  readonly isChanged: boolean
}

/** An input by its seed: the same for every client, in Node and in Chromium. */
export function urlInput(seed: number): UrlInput {
  const dice = createDice(seed)
  const as = dice.pick(['text', 'text', 'URL', 'Request'] as const)
  const common = { seed, as, isChanged: as === 'URL' && dice.oneIn(2) }
  if (dice.oneIn(3)) return { ...common, base: maybeDamaged(dice.pick(bases), dice, 8), url: maybeDamaged(anyRelative(dice), dice, 4) }
  return { ...common, url: maybeDamaged(dice.oneIn(6) ? anyRelative(dice) : absolute(dice), dice, 4) }
}

function anyRelative(dice: Dice): string {
  return dice.oneIn(5) ? absolute(dice) : dice.pick(relatives)
}

function absolute(dice: Dice): string {
  return dice.pick(schemes) + dice.pick(slashes) + dice.pick(users) + dice.pick(hosts) + dice.pick(ports) + dice.pick(paths)
}

function maybeDamaged(text: string, dice: Dice, times: number): string {
  return dice.oneIn(times) ? damage(text, dice) : text
}
