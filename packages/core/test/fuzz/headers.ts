import { damage, type Dice } from './dice.ts'

/** A WWW-Authenticate header, and how it must be read where that is known. */
export interface WrittenHeader {
  readonly text: string
  readonly read?: readonly (readonly [scheme: string, parameters: readonly (readonly [name: string, value: string])[]])[]
}

const tokenCharacters = "abcXYZ019!#$%&'*+-.^_`|~"
const quotable = 'ab Z=,\\"\té/'
const schemes = ['Bearer', 'DPoP', 'Basic', 'Negotiate', 'Digest', 'bearer', 'BEARER']
const names = ['realm', 'error', 'error_description', 'scope', 'charset', 'nonce', 'algs', 'Error', '__proto__', 'constructor']
const values = ['invalid_token', 'insufficient_scope', 'invalid_request', 'use_dpop_nonce', 'UTF-8', '']

/** A header as the grammar of RFC 9110 allows it, with all its freedom in blanks, commas and quotes. */
function writeHeader(dice: Dice): WrittenHeader {
  const challenges = Array.from({ length: dice.upTo(5) }, () => writeChallenge(dice))
  return { text: challenges.map(({ text }) => text).join(comma(dice)), read: challenges.map(({ read }) => read) }
}

function writeChallenge(dice: Dice) {
  const scheme = dice.oneIn(3) ? dice.text(tokenCharacters, 1, 10) : dice.pick(schemes)
  const name = scheme.toLowerCase()
  switch (dice.upTo(6)) {
    case 0:
      return { text: scheme, read: [name, []] as const }
    case 1:
      return { text: `${scheme} ${dice.text('abzAZ09-._~+/', 1, 20)}${dice.pick(['', '=', '=='])}`, read: [name, []] as const }
    default: {
      const parameters = new Map<string, { readonly text: string; readonly value: string }>()
      for (let left = 1 + dice.upTo(4); left > 0; left--) {
        const parameter = dice.oneIn(3) ? dice.text(tokenCharacters, 1, 8) : dice.pick(names)
        const value = writeValue(dice)
        if (parameters.has(parameter.toLowerCase())) continue
        parameters.set(parameter.toLowerCase(), { text: `${parameter}${blank(dice)}=${blank(dice)}${value.text}`, value: value.value })
      }
      const text = `${scheme} ${[...parameters.values()].map((one) => one.text).join(comma(dice))}`
      return { text, read: [name, [...parameters].map(([parameter, { value }]) => [parameter, value] as const)] as const }
    }
  }
}

function writeValue(dice: Dice): { text: string; value: string } {
  const known = dice.pick(values)
  if (known !== '' && dice.oneIn(4)) return { text: known, value: known }
  const value = dice.oneIn(2) ? known : dice.text(quotable, 0, 12)
  const text = Array.from(value, (character) =>
    character === '"' || character === '\\' || dice.oneIn(9) ? `\\${character}` : character,
  ).join('')
  return { text: `"${text}"`, value }
}

const blank = (dice: Dice): string => dice.pick(['', '', '', ' ', '\t', '  '])
const comma = (dice: Dice): string => dice.pick([',', ', ', ', ', ' ,', ',,', ' , , '])

const noise = '",\\= \t\r\nabB/=()é\0{'

/** A header of any kind: as it should be, damaged, or noise. */
export function anyHeader(dice: Dice): WrittenHeader {
  const kind = dice.upTo(10)
  if (kind < 4) return writeHeader(dice)
  if (kind < 9) return { text: damage(writeHeader(dice).text, dice) }
  return { text: dice.text(noise, 0, 80) }
}

/** A header of a length that no server allows, which repeats one thing. */
export function hostileHeader(dice: Dice, length: number): string {
  const unit = dice.text(noise, 1, 6)
  return dice.pick(['', 'Bearer ', 'Bearer a=', 'Bearer a="']) + unit.repeat(length / unit.length) + dice.text(noise, 0, 2)
}
