import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.ts'
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
  it.each([
    ['a short run of both', [], { url: 2000, print: 50, seed: 1, inBrowser: true, bases: pageBases }],
    ['one part alone', ['--url', '100000', '--seed', '42'], { url: 100_000, print: 0, seed: 42 }],
    ['the other part', ['--print', '10000'], { url: 0, print: 10_000 }],
    [
      'pages with a base',
      ['--base', 'https://a.example/', '--base', 'https://b.example/'],
      { bases: ['https://a.example/', 'https://b.example/'] },
    ],
    ['no browser', ['--no-browser'], { inBrowser: false }],
  ])('asks for %s', (_name, args, expected) => {
    expect(parseOptions(args, pageBases)).toMatchObject({ kind: 'run', ...expected })
  })

  it.each([['--url=0'], ['--print=many'], ['--seed=-1'], ['--base=/relative'], ['--odd']])('refuses %s', (arg) => {
    expect(parseOptions([arg], pageBases)).toEqual({ kind: 'wrong', line: expect.stringContaining(arg.split('=')[0]!) as string })
  })
})
