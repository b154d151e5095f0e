import { createRandom } from '../random.ts'

/** Seeded choices. */
export interface Dice {
  /** A whole number from 0 to below `most`. */
  upTo(most: number): number
  /** True once in so many times. */
  oneIn(times: number): boolean
  pick<T>(from: readonly T[]): T
  /** So many characters of an alphabet, `least` to `most`. */
  text(alphabet: string, least: number, most: number): string
}

export function createDice(seed: number): Dice {
  const random = createRandom(seed)
  const upTo = (most: number): number => Math.floor(random() * most)
  return {
    upTo,
    oneIn: (times) => upTo(times) === 0,
    pick: (from) => from[upTo(from.length)]!,
    text(alphabet, least, most) {
      let text = ''
      for (let left = least + upTo(most - least + 1); left > 0; left--) text += alphabet[upTo(alphabet.length)]
      return text
    },
  }
}

const hostile = '",\\= \t\r\n\0{}[]:;/()<>@é😀\uD800\u2028%+-_.~!#$&\'*^`|'

/** Damages a text once to four times: flips, cuts, doubles, moves or nests a part of it. */
export function damage(text: string, dice: Dice): string {
  let damaged = text
  for (let times = 1 + dice.upTo(4); times > 0; times--) {
    const from = dice.upTo(damaged.length + 1)
    const to = Math.min(damaged.length, from + dice.upTo(12))
    const [before, part, after] = [damaged.slice(0, from), damaged.slice(from, to), damaged.slice(to)]
    switch (dice.upTo(6)) {
      case 0:
        damaged = before + after
        break
      case 1:
        damaged = before + part.repeat(2 + dice.upTo(3)) + after
        break
      case 2:
        damaged = before + dice.text(hostile, 1, 3) + after
        break
      case 3:
        damaged = after + part + before
        break
      case 4:
        damaged = before + damaged.slice(0, 200) + after
        break
      default:
        damaged =
          part === ''
            ? before + '"' + after
            : before + String.fromCharCode(part.charCodeAt(0) ^ (1 << dice.upTo(16))) + part.slice(1) + after
    }
  }
  return damaged
}
