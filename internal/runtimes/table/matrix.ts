import type { Behaviour } from '@everbearer/testing/conformance'
import type { Target } from '../targets.ts'
import { createFootnotes } from './footnotes.ts'
import { byRuntime, clientNames, clientOf, runtimeLabel } from './headings.ts'
import { markdownTable } from './markdown.ts'
import type { Reports } from './reports.ts'

/** All behaviours of all clients, cell by cell; the same results give the same text. */
export function renderMatrix(behaviours: readonly Behaviour[], reports: Reports): string {
  const clients = clientNames.map((client) => renderClient(client, behaviours, reports))
  return `${[introduction, ...clients].join('\n\n')}\n`
}

const introduction = `# Every behaviour, client by client

<!-- Written by \`npm run behaviour-table -- --full\` from the results of \`npm test\`. -->

✓ means that the test passed. A number is a limit of the client or the runtime, explained below the table.`

/** Behaviours down, grouped by theme; runtimes and versions across. */
function renderClient(client: string, behaviours: readonly Behaviour[], reports: Reports): string {
  const footnotes = createFootnotes()
  const targets = byRuntime([...reports.keys()].filter((target) => clientOf(target) === client))
  const cell = (target: Target, name: string): string => {
    const { status, reason = '' } = reports.get(target)!.get(name)!
    return status === 'passed' ? '✓' : footnotes.mark(reason)
  }
  const rows = [...new Set(behaviours.map(({ theme }) => theme))].flatMap((theme) => [
    [`**${theme}**`, ...targets.map(() => '')],
    ...behaviours
      .filter((behaviour) => behaviour.theme === theme)
      .map(({ name }) => [name, ...targets.map((target) => cell(target, name))]),
  ])
  const table = markdownTable(['', ...targets.map((target) => runtimeLabel(target, true))], rows)
  return [`## ${client}`, table, footnotes.list()].filter((part) => part !== '').join('\n\n')
}
