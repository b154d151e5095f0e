import { describe, expect, it } from 'vitest'
import { directions } from './directions.ts'
import { readText } from './repository.ts'

const front = await readText('README.md')
const sections = front.split(/^## /m)

/** The rows of the table in the section with this heading, without its head. */
function rowsOf(heading: string): string[][] {
  const section = sections.find((text) => text.startsWith(heading))
  if (section === undefined) throw new Error(`README.md has no section "${heading}"`)
  const lines = section.split('\n').filter((line) => line.startsWith('|'))
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

describe('the front page', () => {
  it('is at most 110 lines long', () => {
    expect(front.trimEnd().split('\n').length).toBeLessThanOrEqual(110)
  })

  it('begins with one sentence and five bullets', () => {
    const [, sentence = '', bullets = ''] = front.split('\n\n')
    expect(sentence.match(/\.(?:\s|$)/g)).toHaveLength(1)
    expect(bullets.split('\n').filter((line) => line.startsWith('- '))).toHaveLength(5)
  })

  it('shows one example and a page without a secret before the first heading', () => {
    const [fold = ''] = sections
    expect(fold.match(/^```ts example=/gm)).toHaveLength(1)
    const page = /^\*\*In a page\*\*[^]*?^```ts\n([^]*?)^```/m.exec(fold)?.[1]
    expect(page).toContain('sessionEndpoint(')
    expect(page).not.toMatch(/secret/i)
  })

  it('has a row for each client', () => {
    const adapters = Object.keys(directions).filter(
      (name) => !['core', 'oauth2', 'file', 'redis', 'browser', 'otel', 'devtools', 'dpop', 'testing', 'everbearer'].includes(name),
    )
    expect(rowsOf('Clients').map(([client]) => client)).toEqual(adapters.toSorted())
  })

  it('shows the slowest requests of each adapter as the page of performance has them, and names the machine', async () => {
    const performance = await readText('docs/generated/performance.md')
    const expiry = performance.split('<!-- bench:expiry -->')[1] ?? ''
    const rows = rowsOf('While tokens expire')
    expect(rows.filter(([name]) => name?.startsWith('@everbearer/'))).toHaveLength(4)
    for (const [name, p99, bare, failed] of rows) {
      expect(expiry).toMatch(
        new RegExp(String.raw`^\| ${name} \| \S+ \| ${p99} \| \S+ \| \S+ \| ${bare} \|.* \| ${failed} \| \S+ \|$`, 'm'),
      )
    }
    const machine = /^A .*run of .+: Node .+ cores, load up to .+$/m
    expect(front).toMatch(machine)
    expect(machine.exec(front)?.[0]).toBe(machine.exec(performance)?.[0])
  })

  it('says in four rows why not to write an interceptor', () => {
    expect(rowsOf('Why not an interceptor')).toHaveLength(4)
  })

  it('names the commands that run the demo and the tests', () => {
    expect(front).toContain('`npm start`')
    expect(front).toMatch(/^npm test$/m)
  })
})

describe.each(Object.keys(directions).filter((name) => name !== 'everbearer'))('the page of %s on npm', (name) => {
  it('says what the package is, how to install it, one example, where the options are, and its size', async () => {
    const page = await readText(`packages/${name}/README.md`)
    expect(page).toMatch(new RegExp(`^# @everbearer/${name}\\n\\n\\S`))
    expect(page).toMatch(new RegExp(`^npm install .*@everbearer/${name}`, 'm'))
    expect(page.match(new RegExp(`^\`\`\`ts example=${name}$`, 'gm'))).toHaveLength(1)
    expect(page).toMatch(/(reference\/(options|oauth2|file|redis)|guide\/(browser|devtools|dpop|observability|testing))\.md/)
    expect(page).toMatch(/at most \d+ kB \(min\+gzip by Rolldown\)|no byte of it reaches your users/)
  })
})

describe('the page of the command line on npm', () => {
  it('says what the package is, how to run it, one example with its output, and where the options are', async () => {
    const page = await readText('packages/everbearer/README.md')
    expect(page).toMatch(/^# everbearer\n\n\S/)
    expect(page).toMatch(/^npx everbearer doctor /m)
    expect(page.match(/^```text$/gm)).toHaveLength(1)
    expect(page).toContain('guide/doctor.md')
  })
})
