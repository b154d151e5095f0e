import { describe, expect, it } from 'vitest'
import { readOptions, UsageError } from '../tools/command-line.ts'
import { amountsOf, fuzz } from './options.ts'
import { runPrints } from './print/run.ts'
import { printedLeaks, withoutBytes } from './print/views.ts'
import { pageBases } from './url/run-in-chromium.ts'
import { runUrlsInNode } from './url/run-in-node.ts'

describe('no URL takes the token to an origin that is not allowed', () => {
  it('under Node', async () => {
    const { tallies, leaks } = await runUrlsInNode(500, 1)
    expect(leaks).toEqual([])
    for (const { withToken } of Object.values(tallies)) expect(withToken).toBeGreaterThan(25)
  })
})

describe('the comparison of URLs', () => {
  it('notices each client under Node whose token goes anywhere, and tells the seed', async () => {
    const { tallies, leaks } = await runUrlsInNode(100, 1, { origins: 'any' })
    for (const client of Object.keys(tallies)) expect(leaks.map((leak) => leak.client)).toContain(client)
    const { client, input, origin } = leaks[0]!
    const again = await runUrlsInNode(1, input.seed, { origins: 'any' })
    expect(again.leaks).toContainEqual({ client, input, origin })
  })
})

describe('no printed view shows a secret', () => {
  it('of what a caller gets in random situations', async () => {
    const { outcomes, leaks } = await runPrints(20, 1)
    expect(leaks).toEqual([])
    expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(['reply', 'http', 'everbearer', 'abort']))
  })

  it('and the check notices those that do, and tells the seed', async () => {
    const { leaks } = await runPrints(1, 7, ({ secrets }) => ({
      planted: new Error('failed', { cause: { headers: { authorization: secrets()[1] } } }),
    }))
    expect(leaks).toHaveLength(5)
    for (const { seed, where } of leaks) {
      expect(seed).toBe(7)
      for (const view of [
        'in the log',
        'by console.log',
        'by console.error with text',
        'in cause 1: it.headers.authorization',
        'in a clone: it.cause.headers.authorization',
      ]) {
        expect(where).toContain(`planted: ${view}`)
      }
    }
  })
})

describe('a view in which each byte would have a row or a column', () => {
  it('leaves bytes out, and nothing else', () => {
    const bytes = Buffer.from('abc')
    const error = new Error('failed')
    expect(withoutBytes(bytes)).toBeUndefined()
    expect(withoutBytes({ status: 200, body: bytes, native: { data: bytes } })).toEqual({ status: 200, native: { data: bytes } })
    for (const value of ['text', null, undefined, error, { status: 200 }]) expect(withoutBytes(value)).toBe(value)
  })

  it('still notices a secret beside them', () => {
    expect(printedLeaks({ body: Buffer.from('abc'), header: 'Bearer s3cret' }, ['s3cret'])).toEqual(
      expect.arrayContaining(['by console.table', 'as JSON of its fields']),
    )
  })
})

describe('the command line', () => {
  const read = (...args: string[]): unknown => {
    const values = readOptions(fuzz.options, args)
    return values === 'help' ? values : { ...values, ...amountsOf(values) }
  }

  it.each([
    ['a short run of both', [], { url: 2000, print: 50, seed: 1, 'no-browser': false, base: pageBases }],
    ['one part alone', ['--url', '100000', '--seed', '42'], { url: 100_000, print: 0, seed: 42 }],
    ['the other part', ['--print', '10000'], { url: 0, print: 10_000 }],
    [
      'pages with a base',
      ['--base', 'https://a.example/', '--base', 'https://b.example/'],
      { base: ['https://a.example/', 'https://b.example/'] },
    ],
    ['no browser', ['--no-browser'], { 'no-browser': true }],
  ])('asks for %s', (_name, args, expected) => {
    expect(read(...args)).toMatchObject(expected)
  })

  it.each([
    ['--url=0', 'a whole number from 1 to 999999999'],
    ['--print=many', 'a whole number from 1 to 999999999'],
    ['--seed=-1', 'a whole number from 1 to 999999999'],
    ['--base=/relative', 'an absolute URL'],
  ])('refuses %s', (arg, allowed) => {
    expect(() => read(arg)).toThrow(new UsageError(`${arg.split('=')[0]}: expected ${allowed}`))
  })
})
