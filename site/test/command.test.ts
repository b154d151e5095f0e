import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOptions } from '../../internal/tools/command-line.ts'
import { runProcess } from '../../internal/tools/run-process.ts'
import { site } from '../options.ts'

describe('npm run site', () => {
  it('serves at the root of 127.0.0.1:4173, unless told otherwise', () => {
    expect(readOptions(site.options, [])).toEqual({ base: '/', port: 4173 })
    expect(readOptions(site.options, ['--base', '/everbearer/', '--port', '0'])).toEqual({ base: '/everbearer/', port: 0 })
  })

  it.each([
    ['--base', 'everbearer', 'a path that begins and ends with /'],
    ['--base', '/a b/', 'a path that begins and ends with /'],
    ['--base', '//other.test/', 'a path that begins and ends with /'],
    ['--port', '65536', 'a whole number from 0 to 65535'],
  ])('objects to %s %s', (name, value, allowed) => {
    expect(() => readOptions(site.options, [name, value])).toThrow(`${name}: expected ${allowed}`)
  })

  it.each([[['bild']], [['build', 'again']], [['--watch']], [['build', '--watch']]])(
    'ends with 2 and one line, before it builds, for %j',
    async (args) => {
      const { code, stdout, stderr } = await runProcess(process.execPath, [join(import.meta.dirname, '../main.ts'), ...args])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^site: .+\n$/)
    },
  )
})
