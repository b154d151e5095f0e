import { stripVTControlCharacters } from 'node:util'
import type { FailedTest } from './read-results.ts'

/** What became of one version of a client. */
export type Outcome = Tried & (NoVersion | NotRun | Ran)

interface Tried {
  readonly client: string
  readonly tag: string
  /** The range that the adapter promises to its users. */
  readonly promised: string
}
interface NoVersion {
  readonly kind: 'no-version'
}
/** The version cannot be installed, or its tests wrote no report within their time. */
interface NotRun {
  readonly kind: 'not-installed' | 'not-finished'
  readonly version: string
  readonly output: string
}
interface Ran {
  readonly kind: 'ran'
  readonly version: string
  /** Lines of the compiler about the adapter. */
  readonly typeErrors: readonly string[]
  readonly passed: number
  readonly failed: readonly FailedTest[]
}

const notRun = { 'not-installed': 'cannot be installed', 'not-finished': 'tests do not end' } as const

/** So many failures of one version are listed. */
const most = 30

export function isFailure(outcome: Outcome): boolean {
  if (outcome.kind === 'no-version') return false
  return outcome.kind !== 'ran' || outcome.typeErrors.length > 0 || outcome.failed.length > 0
}

/** One line for each version. */
export function summaryLine(outcome: Outcome): string {
  const { client, tag } = outcome
  if (outcome.kind === 'no-version') return `${client} has no ${tag}`
  const named = `${client} ${outcome.version} (${tag})`
  if (outcome.kind !== 'ran') return `${named}: ${notRun[outcome.kind]}`
  const { passed, failed, typeErrors } = outcome
  return `${named}: ${passed} tests passed, ${failed.length} failed, ${typeErrors.length} type errors`
}

/**
 * The text of an issue, in Markdown.
 *
 * @param place - what the versions were tried with: commit, runtime
 */
export function issueText(outcomes: readonly Outcome[], place: string): string {
  const failures = outcomes.filter(isFailure)
  const opening = failures.length === 0 ? 'All versions of clients pass.' : 'The tests of an adapter fail with a version of its client.'
  const table = [
    '| client | tag | version | promised | result |',
    '|---|---|---|---|---|',
    ...outcomes.map((outcome) => {
      const version = outcome.kind === 'no-version' ? '' : outcome.version
      return `| ${outcome.client} | ${outcome.tag} | ${version} | ${outcome.promised.replaceAll('|', '\\|')} | ${resultOf(outcome)} |`
    }),
  ]
  const steps = [
    'What to do is in [Stability promises](https://github.com/everbearer/everbearer/blob/main/docs/reference/stability.md#a-new-major-of-a-client).',
    'To try again:',
  ]
  const again = failures.map(({ client, tag }) => `node internal/clients-to-come/main.ts --client ${client} --tag ${tag}`)
  const closing = failures.length === 0 ? [] : ['', ...steps, '', fenced(again)]
  return `${[opening, '', ...table, '', `Tried with ${place}.`, ...failures.flatMap(detailsOf), ...closing].join('\n')}\n`
}

function resultOf(outcome: Outcome): string {
  if (outcome.kind === 'no-version') return 'no such version'
  if (outcome.kind !== 'ran') return notRun[outcome.kind]
  return isFailure(outcome)
    ? `${outcome.failed.length} of ${outcome.passed + outcome.failed.length} tests fail, ${outcome.typeErrors.length} type errors`
    : `${outcome.passed} tests pass`
}

function detailsOf(outcome: Outcome): string[] {
  if (outcome.kind === 'no-version') return []
  const heading = ['', `## ${outcome.client} ${outcome.version}`, '']
  if (outcome.kind !== 'ran') return [...heading, fenced(outcome.output.trimEnd().split('\n').slice(-20))]
  const lines = [
    ...outcome.typeErrors.slice(0, most),
    ...outcome.failed.slice(0, most).map(({ file, name, message }) => `${file}: ${name}\n  ${message}`),
  ]
  const left = Math.max(0, outcome.typeErrors.length - most) + Math.max(0, outcome.failed.length - most)
  return [...heading, fenced(lines), ...(left > 0 ? ['', `${left} more are not listed.`] : [])]
}

/** A block that no line of its own can end: nothing in there is read as Markdown, and nobody is mentioned. */
function fenced(lines: readonly string[]): string {
  const text = stripVTControlCharacters(lines.join('\n'))
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}text\n${text}\n${fence}`
}
