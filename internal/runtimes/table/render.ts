import type { Behaviour } from '@everbearer/testing'
import type { Target } from '../targets.ts'
import { createFootnotes } from './footnotes.ts'
import { clientNames, clientOf, runtimeLabel, runtimes } from './headings.ts'
import type { TargetResults } from './reports.ts'

/** Results of all targets, each of which is complete. */
export type Reports = ReadonlyMap<Target, TargetResults>
type Rows = readonly (readonly string[])[]

/** The whole page; the same results give the same text. */
export function renderTable(behaviours: readonly Behaviour[], reports: Reports): string {
  const targets = [...reports.keys()]
  const clients = clientNames.map((client) =>
    renderClient(
      client,
      targets.filter((target) => clientOf(target) === client),
      behaviours,
      reports,
    ),
  )
  return `${[introduction, glance(targets, reports), ...clients].join('\n\n')}\n`
}

const introduction = `# What every client does, and where

<!-- Written by \`npm run behaviour-table\` from the results of \`npm test\`. -->

Each line is a test that was run for each client in each place that a column stands for; \`packages/testing\` holds
the tests, and \`internal/runtimes/targets.ts\` the columns. ✓ means that it passed. A number is the limit, explained
below the table, that keeps the client or the runtime from it, with or without Everbearer.`

/** Clients down, runtimes across. */
function glance(targets: readonly Target[], reports: Reports): string {
  const rows = clientNames.map((client) => [
    client,
    ...runtimes.map((runtime) => {
      const here = targets.filter((target) => clientOf(target) === client && runtimeLabel(target, false) === runtime)
      return here.map((target) => summary(target, reports.get(target)!)).join('<br>')
    }),
  ])
  return `## At a glance\n\nBehaviours shown, and those beyond a limit.\n\n${markdown(['', ...runtimes], rows)}`
}

function summary({ version }: Target, results: TargetResults): string {
  const limited = [...results.values()].filter(({ status }) => status === 'limited').length
  const shown = `${results.size - limited} ✓${limited > 0 ? `, ${limited} –` : ''}`
  return version ? `${version.label}: ${shown}` : shown
}

/** Behaviours down, grouped by theme; runtimes and versions across. */
function renderClient(client: string, targets: readonly Target[], behaviours: readonly Behaviour[], reports: Reports): string {
  const footnotes = createFootnotes()
  const sorted = targets.toSorted((a, b) => runtimes.indexOf(runtimeLabel(a, false)) - runtimes.indexOf(runtimeLabel(b, false)))
  const cell = (target: Target, name: string): string => {
    const { status, reason = '' } = reports.get(target)!.get(name)!
    return status === 'passed' ? '✓' : footnotes.mark(reason)
  }
  const rows: Rows = [...new Set(behaviours.map(({ theme }) => theme))].flatMap((theme) => [
    [`**${theme}**`, ...sorted.map(() => '')],
    ...behaviours.filter((behaviour) => behaviour.theme === theme).map(({ name }) => [name, ...sorted.map((target) => cell(target, name))]),
  ])
  const table = markdown(['', ...sorted.map((target) => runtimeLabel(target, true))], rows)
  return [`## ${client}`, table, footnotes.list()].filter((part) => part !== '').join('\n\n')
}

function markdown(head: readonly string[], rows: Rows): string {
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : ':-:'))), ...rows.map(line)].join('\n')
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`
}
