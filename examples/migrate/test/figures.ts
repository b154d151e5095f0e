import { readFile } from 'node:fs/promises'
import { vi } from 'vitest'
import { countLines } from './count-lines.ts'
import type { Migration, Variant } from './migration.ts'
import { migrations } from './migrations.ts'
import type { Place } from './place.ts'
import { errorsAfterEnd, type Scenario, scenarios } from './scenarios.ts'
import type { Cost } from './storm.ts'

/** What the code of one side comes to. */
interface Side {
  /** `before`, `after`, or the code before with other options. */
  readonly name: string
  /** Undefined for the code before with other options. */
  readonly lines: number | undefined
  readonly costs: Readonly<Partial<Record<Scenario, Cost>>>
  /** Undefined if there is no refresh token that could be revoked. */
  readonly errors: readonly string[] | undefined
}

const names = Object.keys(scenarios) as Scenario[]

/** Runs all scenarios with both sides of a migration. */
export async function measure(place: Place, migration: Migration): Promise<readonly Side[]> {
  const sides: Record<string, Variant> = {
    before: { open: migration.before, file: 'before' },
    ...migration.variants,
    after: { open: migration.after, file: 'after' },
  }
  const measured: Side[] = []
  for (const [name, { open: openCall, file, client = migration.client }] of Object.entries(sides)) {
    const setup = { ...migration, ...(client && { client }) }
    const costs: Partial<Record<Scenario, Cost>> = {}
    for (const scenario of names) {
      if (migration.canPost === false && scenario === 'one POST, token revoked') continue
      costs[scenario] = await withGlobals(() => scenarios[scenario](place, setup, openCall))
    }
    const errors = migration.hasUser === false ? undefined : await withGlobals(() => errorsAfterEnd(place, setup, openCall))
    const lines = file === undefined ? undefined : countLines(await readExample(`${migration.name}/${file}.ts`))
    measured.push({ name, lines, costs, errors })
  }
  return measured
}

/** keycloak-js runs with globals of its own. */
async function withGlobals<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } finally {
    vi.unstubAllGlobals()
  }
}

function readExample(path: string): Promise<string> {
  return readFile(new URL(`../${path}`, import.meta.url), 'utf8')
}

/** The table of one page. */
export function renderFigures(sides: readonly Side[]): string {
  const rows = names
    .filter((scenario) => sides[0]?.costs[scenario] !== undefined)
    .map((scenario) => [scenario, ...sides.map(({ costs }) => renderCost(costs[scenario]!))])
  return renderTable([
    ['', ...sides.map(({ name }) => name)],
    ['lines of code', ...sides.map(({ lines }) => lines?.toString() ?? '')],
    ...rows,
    ...(sides[0]?.errors === undefined
      ? []
      : [['two requests after the end of the session: what they get', ...sides.map(({ errors }) => renderErrors(errors!))]]),
  ])
}

function renderErrors(errors: readonly string[]): string {
  return [...new Set(errors)].join(', then ')
}

function renderCost({ tokenCalls, failed, rejected }: Cost): string {
  return `${tokenCalls} / ${failed} / ${rejected}`
}

/** The table of all pages: token calls and failed requests, before and after. */
export function renderIndex(figures: ReadonlyMap<string, readonly Side[]>): string {
  const rows = migrations.map(({ name, from }) => {
    const sides = figures.get(name)!
    const [before, after] = [sides[0]!, sides.at(-1)!]
    const cells = names.map((scenario) => {
      const [old, now] = [before.costs[scenario], after.costs[scenario]]
      return old === undefined || now === undefined ? '' : `${old.tokenCalls} / ${old.failed} → ${now.tokenCalls} / ${now.failed}`
    })
    return [`[${from}](${name}.md)`, `${before.lines} → ${after.lines}`, ...cells]
  })
  return renderTable([['from', 'lines', ...names], ...rows])
}

function renderTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  return [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
