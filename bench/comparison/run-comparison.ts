import { startTestbed, type Testbed } from '@everbearer/testbed'
import { renderCitation } from './facts/citation.ts'
import { duende } from './facts/duende.ts'
import { type Fact, facts } from './facts/facts.ts'
import { versionOf } from './facts/installed-package.ts'
import { offers } from './facts/offers.ts'
import { everbearer } from './libraries/everbearer.ts'
import { libraries } from './libraries/index.ts'
import type { Library } from './libraries/library.ts'
import { runScenario } from './run-scenario.ts'
import { themes } from './scenarios/index.ts'
import type { Scenario } from './scenarios/scenario.ts'

/** One row of the page. */
export interface Row {
  readonly feature: string
  readonly method: string
  /** Markdown, by library in the order of `libraries`, and Duende last. */
  readonly cells: readonly string[]
}

export interface Section {
  readonly title: string
  readonly rows: readonly Row[]
}

/** Runs every scenario with every library, and reads the facts of the packages. */
export async function runComparison(): Promise<readonly Section[]> {
  await using testbed = await startTestbed()
  const sections: Section[] = []
  for (const { title, scenarios } of themes) {
    const rows: Row[] = []
    for (const scenario of scenarios) rows.push(await runRow(testbed, scenario))
    sections.push({ title, rows })
  }
  return [...sections, { title: 'The packages', rows: await Promise.all(facts.map(readFact)) }]
}

async function runRow(testbed: Testbed, scenario: Scenario): Promise<Row> {
  const { feature, method } = scenario
  const cells: string[] = []
  // One after another: scenarios put the clocks of the process forward.
  for (const library of libraries) cells.push((await runScenario(testbed, scenario, library)) ?? (await citedCell(feature, library)))
  return { feature, method, cells: [...cells, duendeCell(feature)] }
}

async function readFact({ feature, method, ours, read }: Fact): Promise<Row> {
  const cells = libraries.map(async (library) => {
    if (library === everbearer) return ours
    return read === undefined ? citedCell(feature, library) : read(library)
  })
  return { feature, method, cells: [...(await Promise.all(cells)), duendeCell(feature)] }
}

/** @throws {Error} no line of source is cited, though nothing ran */
async function citedCell(feature: string, { packageName }: Library): Promise<string> {
  const citation = offers[feature]?.find((offer) => offer.packageName === packageName)
  if (citation === undefined) throw new Error(`${feature}: ${packageName} neither ran nor cites a line of source`)
  return renderCitation(citation, await versionOf(packageName))
}

/** A dash where sizes and the like do not compare across languages. */
function duendeCell(feature: string): string {
  return duende[feature] ?? '–'
}
