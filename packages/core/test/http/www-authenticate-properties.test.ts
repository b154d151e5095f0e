import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../src/http/www-authenticate.ts'

const tokenCharacters = "abcdefgXYZ0189!#$%&'*+-.^_`|~"
const token = fc.string({ unit: fc.constantFrom(...tokenCharacters), minLength: 1, maxLength: 12 })
const token68 = fc
  .tuple(fc.string({ unit: fc.constantFrom(...'abzAZ09-._~+/'), minLength: 1, maxLength: 12 }), fc.constantFrom('', '=', '=='))
  .map((parts) => parts.join(''))
const space = fc.constantFrom('', ' ', '\t', '  ')
const comma = fc.tuple(space, fc.constantFrom(',', ',,', ', ,'), space).map((parts) => parts.join(''))

interface Written {
  readonly text: string
  readonly value: string
}

const unquoted = token.map((value): Written => ({ text: value, value }))
const quoted = fc
  .array(fc.tuple(fc.string({ minLength: 1, maxLength: 1 }), fc.boolean()), { maxLength: 10 })
  .map((characters): Written => ({
    text: `"${characters.map(([character, escape]) => (escape || /["\\]/.test(character) ? `\\${character}` : character)).join('')}"`,
    value: characters.map(([character]) => character).join(''),
  }))

const parameter = fc
  .record({ name: token, value: fc.oneof(unquoted, quoted), before: space, after: space })
  .map(({ name, value, before, after }) => ({ name, value: value.value, text: `${name}${before}=${after}${value.text}` }))

interface Body {
  readonly text: string
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
}

const challenge = fc
  .record({
    scheme: token,
    body: fc.oneof<fc.Arbitrary<Body>[]>(
      fc.constant({ text: '', parameters: [] }),
      token68.map((text) => ({ text: ` ${text}`, parameters: [] })),
      fc
        .tuple(fc.uniqueArray(parameter, { minLength: 1, maxLength: 4, selector: ({ name }) => name.toLowerCase() }), comma)
        .map(([parameters, between]) => ({ text: ` ${parameters.map(({ text }) => text).join(between)}`, parameters })),
    ),
  })
  .map(({ scheme, body }) => ({
    text: scheme + body.text,
    read: [scheme.toLowerCase(), body.parameters.map(({ name, value }) => [name.toLowerCase(), value])],
  }))

function read(header: string): unknown[] {
  return parseChallenges(header).map(({ scheme, parameters }) => [scheme, [...parameters]])
}

describe('parseChallenges, on generated headers', () => {
  it('never throws, whatever the string', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...'",\\= \t\r\nab/=()ä😀\0'), maxLength: 60 })
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), hostile), (header) => Array.isArray(parseChallenges(header))),
      { numRuns: 3000 },
    )
  })

  it('gives schemes that are tokens in lower case, and parameters likewise', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'",\\= \tAb/=(') }), (header) => {
        for (const { scheme, parameters } of parseChallenges(header)) {
          for (const name of [scheme, ...parameters.keys()]) expect(name).toMatch(/^[^\sA-Z",=()/\\]+$/)
        }
      }),
      { numRuns: 1000 },
    )
  })

  it('reads back any list of challenges, however it is spaced and quoted', () => {
    fc.assert(
      fc.property(fc.array(challenge, { maxLength: 5 }), comma, (challenges, between) => {
        expect(read(challenges.map(({ text }) => text).join(between))).toEqual(challenges.map((one) => one.read))
      }),
      { numRuns: 2000 },
    )
  })

  it('reads a list in one header as it reads its members alone', () => {
    fc.assert(
      fc.property(challenge, challenge, (a, b) => {
        expect(read(`${a.text}, ${b.text}`)).toEqual([...read(a.text), ...read(b.text)])
      }),
    )
  })
})

// Each takes minutes to days where the time grows with the square of the length.
describe('parseChallenges, on a megabyte', () => {
  const size = 1_000_000
  const units = [
    'a="',
    ',',
    '\\',
    '=',
    '"',
    ' ',
    'a',
    'a ',
    'a=',
    'a b',
    'a,',
    '\\"',
    '"\\',
    'a ==',
    '\t,',
    '/',
    'Bearer ',
    'a68/=',
    'a=b ',
    'a  =',
    'é',
  ]
  const openings = ['Bearer ', 'Bearer a=']
  it.each(units)('ends for repetitions of %j', (unit) => {
    const filler = unit.repeat(size / unit.length)
    for (const opening of openings) {
      expect(Array.isArray(parseChallenges(`${opening}${filler}x`))).toBe(true)
    }
  })

  it('reads a challenge behind it', () => {
    expect(read(`${','.repeat(size)}Bearer error="x"`)).toEqual([['bearer', [['error', 'x']]]])
  })

  it('reads a value of that length whole', () => {
    const value = parseChallenges(`Bearer realm="${'\\"'.repeat(size / 2)}"`)[0]?.parameters.get('realm')
    expect(value?.length).toBe(size / 2)
  })
})
