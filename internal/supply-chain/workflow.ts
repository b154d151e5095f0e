import { parseDocument } from 'yaml'

/** A workflow of GitHub Actions, as far as the rules read it. */
export interface Workflow {
  /** What starts it. */
  readonly triggers: readonly string[]
  readonly permissions: unknown
  readonly jobs: Readonly<Record<string, Job>>
}

export interface Job {
  readonly permissions?: unknown
  readonly 'runs-on'?: unknown
  readonly 'timeout-minutes'?: unknown
  readonly strategy?: { readonly matrix?: Readonly<Record<string, unknown>> }
  /** A workflow that the job calls. */
  readonly uses?: string
  readonly steps?: readonly Step[]
}

export interface Step {
  readonly uses?: string
  readonly run?: string
  readonly with?: Readonly<Record<string, unknown>>
}

/** An action that a workflow runs, as its line says. */
export interface UsedAction {
  readonly line: number
  /** `owner/name`, or with a folder behind. */
  readonly action: string
  /** What follows `@`. */
  readonly reference: string
  /** The comment behind. */
  readonly comment: string
}

/** @throws {SyntaxError} the text is no YAML */
export function readWorkflow(text: string): Workflow {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error !== undefined) throw new SyntaxError(error.message)
  const { on, permissions, jobs } = document.toJS() as { on: unknown; permissions: unknown; jobs: Record<string, Job> }
  return { triggers: triggersOf(on), permissions, jobs }
}

/** Reads lines, as a parsed workflow has no comments. */
export function usedActions(text: string): UsedAction[] {
  return text.split('\n').flatMap((line, index) => {
    const [, value = '', comment = ''] = /^\s*(?:- )?uses:\s*['"]?([^\s'"]+)['"]?\s*(?:# *(.*))?$/.exec(line) ?? []
    if (value === '' || value.startsWith('./')) return []
    const [action = '', reference = ''] = value.split('@')
    return [{ line: index + 1, action, reference, comment }]
  })
}

function triggersOf(on: unknown): string[] {
  if (typeof on === 'string') return [on]
  return Array.isArray(on) ? on.map(String) : Object.keys(on ?? {})
}
