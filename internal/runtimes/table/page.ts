import type { Behaviour } from '@everbearer/testing/conformance'
import type { Target } from '../targets.ts'
import { byRuntime, clientNames, clientOf, joinBoth, runtimeLabel, runtimes } from './headings.ts'
import { markdownTable } from './markdown.ts'
import type { Reports } from './reports.ts'

/** The whole page: how much each client shows in each place, and the exceptions; the same results give the same text. */
export function renderPage(behaviours: readonly Behaviour[], reports: Reports): string {
  const exceptions = clientNames.map((client) => renderExceptions(client, behaviours, reports)).filter((part) => part !== '')
  return `${[introduction, glance(reports), '## Exceptions', explanation, ...exceptions].join('\n\n')}\n`
}

const introduction = `# What every client does, and where

<!-- Written by \`npm run behaviour-table\` from the results of \`npm test\`. -->

A behaviour is a test that runs with each client in each place. This page is written after a run of all (\`npm run test:all\`). CI runs
each behaviour with one client in Firefox, WebKit and React Native, and compares what it ran. \`packages/testing\` holds the behaviours, and
\`internal/runtimes/targets.ts\` the places. \`npm run behaviour-table -- --full\` writes every result to \`reports/behaviour.md\`.`

const explanation = `These behaviours are beyond a limit of the client or the runtime, with or without Everbearer. All others hold.`

/** Clients down, runtimes across. */
function glance(reports: Reports): string {
  const targets = [...reports.keys()]
  const rows = clientNames.map((client) => [
    client,
    ...runtimes.map((runtime) => {
      const here = targets.filter((target) => clientOf(target) === client && runtimeLabel(target, false) === runtime)
      return here.map((target) => summary(target, reports)).join('<br>')
    }),
  ])
  return `## At a glance\n\nBehaviours that hold, and those beyond a limit.\n\n${markdownTable(['', ...runtimes], rows)}`
}

function summary(target: Target, reports: Reports): string {
  const results = reports.get(target)!
  const limited = [...results.values()].filter(({ status }) => status === 'limited').length
  const shown = `${results.size - limited} ✓${limited > 0 ? `, ${limited} –` : ''}`
  return target.version ? `${target.version.label}: ${shown}` : shown
}

/** One row for each limit and the places that it has, with the behaviours beyond it. Empty where there is no limit. */
function renderExceptions(client: string, behaviours: readonly Behaviour[], reports: Reports): string {
  const targets = byRuntime([...reports.keys()].filter((target) => clientOf(target) === client))
  const limited = behaviours.flatMap(({ name }) =>
    targets.flatMap((target) => {
      const { status, reason = '' } = reports.get(target)!.get(name)!
      return status === 'limited' ? [{ target, name, reason }] : []
    }),
  )
  const groups = [...Map.groupBy(limited, ({ name, reason }) => `${reason}\n${name}`).values()].map((all) => ({
    ...all[0]!,
    where: all.map(({ target }) => target),
  }))
  const rows = [...Map.groupBy(groups, ({ reason, where }) => `${reason}\n${places(where, targets)}`).values()].map((all) => [
    all[0]!.reason,
    places(all[0]!.where, targets),
    all.map(({ name }) => name).join('<br>'),
  ])
  return rows.length === 0 ? '' : `### ${client}\n\n${markdownTable(['limit', 'where', 'behaviours'], rows, '---')}`
}

/** Names each runtime once, and versions of the client only where they differ. */
function places(where: readonly Target[], all: readonly Target[]): string {
  if (where.length === all.length) return 'everywhere'
  const labels = where.map((target) => {
    const twins = all.filter((other) => runtimeLabel(other, false) === runtimeLabel(target, false))
    return runtimeLabel(target, !twins.every((twin) => where.includes(twin)))
  })
  return joinBoth([...new Set(labels)])
}
