import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startTestbed, type Testbed } from '@everbearer/testbed'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { countLines } from './count-lines.ts'
import { measure, renderFigures, renderIndex } from './figures.ts'
import { fillPage } from './fill-page.ts'
import type { Migration } from './migration.ts'
import { migrations } from './migrations.ts'
import { createTokenGate } from './token-gate.ts'

/** ms, for a busy machine. */
const timeout = 120_000

const gate = createTokenGate()
let testbed: Testbed
beforeAll(async () => {
  testbed = await startTestbed({ onTokenRequest: gate.onTokenRequest })
})
afterAll(() => testbed.close())
// Auth.js's recipe reports each failed refresh, and so does a timer.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}))

const measured = new Map<string, Awaited<ReturnType<typeof measure>>>()
async function figuresOf(migration: Migration): Promise<Awaited<ReturnType<typeof measure>>> {
  const figures = measured.get(migration.name) ?? (await measure({ testbed, gate }, migration))
  measured.set(migration.name, figures)
  return figures
}

const pathOf = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))
const read = (path: string): string => readFileSync(pathOf(path), 'utf8')

describe('each guide', () => {
  it.each(migrations)('$name: shows the code, and what a run has cost', { timeout }, async (migration) => {
    const page = `docs/guide/migrate/${migration.name}.md`
    const table = renderFigures(await figuresOf(migration))
    const filled = fillPage(read(page), table, read)
    expect(filled).toContain(table)
    for (const side of ['before', 'after']) expect(filled).toContain(read(`examples/migrate/${migration.name}/${side}.ts`))
    await expect(filled).toMatchFileSnapshot(pathOf(page))
  })

  it.each(migrations)('$name: names the version that runs here', ({ name, library }) => {
    const { devDependencies } = JSON.parse(read('examples/migrate/package.json')) as { devDependencies: Record<string, string> }
    expect(read(`docs/guide/migrate/${name}.md`)).toContain(`${library} ${devDependencies[library]}`)
  })

  it.each(migrations)('$name: costs one token call after, and no failed request', { timeout }, async (migration) => {
    const after = (await figuresOf(migration)).at(-1)!
    for (const cost of Object.values(after.costs)) expect(cost).toMatchObject({ tokenCalls: 1, failed: 0 })
  })
})

it('the list of guides shows all figures', { timeout }, async () => {
  for (const migration of migrations) await figuresOf(migration)
  const page = 'docs/guide/migrate/README.md'
  const table = renderIndex(measured)
  const filled = fillPage(read(page), table, read)
  expect(filled).toContain(table)
  await expect(filled).toMatchFileSnapshot(pathOf(page))
})

describe('the count of lines', () => {
  it.each([
    ['', 0],
    ['a()\n', 1],
    ['// a\n\n/* b\n   c() */\nd() // e\n', 1],
    ['const a = `\n// in a text\n`\n', 3],
    ["const url = 'http://a'\n  /** b */\nc()", 2],
  ])('of %j is %d', (source, lines) => {
    expect(countLines(source)).toBe(lines)
  })
})

describe('a filled page', () => {
  const page = 'A\n<!-- migrate:figures -->\nold\n<!-- /migrate -->\n```ts file=a.ts\nold\n```\n```ts\nconst b = 1\n```\n'

  it('has the table between the marks, and the text of the file in its block', () => {
    expect(fillPage(page, '| $1 |', () => 'new $&\n')).toBe(page.replace('old', '| $1 |').replace('old', () => 'new $&'))
  })
})
