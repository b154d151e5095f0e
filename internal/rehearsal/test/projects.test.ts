import { describe, expect, it } from 'vitest'
import { exampleOf } from '../projects/examples.ts'
import { lockedVersions } from '../projects/project.ts'
import { aimAt, aimAtPage } from '../projects/aim-example.ts'

describe('the versions in a lockfile', () => {
  it.each([
    [
      'npm',
      '{"dependencies": {"@everbearer/core": "^0.1.0"}, "node_modules/@everbearer/core": {\n  "version": "0.1.1",\n "resolved": "http://127.0.0.1/@everbearer/core/-/core-0.1.1.tgz"',
    ],
    ['pnpm', "'@everbearer/core':\n  specifier: ^0.1.0\n  version: 0.1.1\n'@everbearer/core@0.1.1':\n"],
    ['yarn', '"@everbearer/core@npm:^0.1.0, @everbearer/core@npm:^0.1.1":\n  version: 0.1.1\n  resolution: "@everbearer/core@npm:0.1.1"\n'],
    ['bun', '"@everbearer/core": ["@everbearer/core@0.1.1", ""]'],
    ['deno, with peers', '"@everbearer/core@0.1.1_axios@1.21.1": {'],
    ['deno', '"npm:@everbearer/core@~0.1.0": "0.1.1", "@everbearer/core@0.1.1": {'],
  ])('are read, and not its ranges: %s', (_, lockfile) => {
    expect(lockedVersions(lockfile, '@everbearer/core')).toEqual(['0.1.1'])
  })

  it('are all there where a project has two', () => {
    expect(lockedVersions("'@everbearer/core@0.1.1':\n'@everbearer/core@0.1.0':\n", '@everbearer/core')).toEqual(['0.1.0', '0.1.1'])
  })

  it('are those of the whole name', () => {
    expect(lockedVersions('"node_modules/@everbearer/core-js": {"version": "3.0.0"}', '@everbearer/core')).toEqual([])
    expect(lockedVersions("'not-everbearer@2.0.0':\n'everbearer@0.1.0':\n", 'everbearer')).toEqual(['0.1.0'])
  })
})

describe('the example of a page', () => {
  const page = (...blocks: string[]): string => ['# A page', ...blocks].join('\n\n')
  const example = "```ts example=ky\nawait api('https://api.example.com')\n```"

  it('is the one block that says so', () => {
    expect(exampleOf('README.md of @everbearer/ky', page('```ts\nother()\n```', example))).toEqual({
      page: 'README.md of @everbearer/ky',
      file: 'README-md-of-everbearer-ky.ts',
      code: "await api('https://api.example.com')",
      needs: { redis: false, pageServer: false, testbed: true },
    })
  })

  it.each([
    [page('```ts\nother()\n```'), 'no'],
    [page(example, example), 'several'],
  ])('is missed', (text, count) => {
    expect(() => exampleOf('README.md', text)).toThrow(`README.md has ${count} blocks "ts example=<name>"`)
  })

  it('is refused if it does not name the servers that it is aimed away from', () => {
    const testbed = { tokenEndpoint: 'http://127.0.0.1:1/token', api: 'http://127.0.0.1:1' }
    const client = { clientId: 'a', clientSecret: 'b' }
    const code = "'https://auth.example.com/token' 'https://api.example.com' 'my-client' 'my-secret'"
    expect(aimAt(code, testbed, client as Parameters<typeof aimAt>[2])).toBe(`'${testbed.tokenEndpoint}' '${testbed.api}' "a" "b"`)
    expect(() => aimAt(code.replace('my-secret', 'secret'), testbed, client as Parameters<typeof aimAt>[2])).toThrow(
      "does not say 'my-secret'",
    )
    expect(() => aimAtPage(code, testbed, 'http://127.0.0.1:2')).toThrow('does not say https://app.example.com/session/token')
  })
})
