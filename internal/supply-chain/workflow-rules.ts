import { type Job, readWorkflow, type Step, usedActions } from './workflow.ts'

/** Rights to write, by workflow and job. Every other job only reads. */
const writers: Readonly<Record<string, readonly string[]>> = {
  'release.yml version': ['contents', 'pull-requests'],
  'release.yml publish': ['contents', 'id-token'],
  'site.yml publish': ['pages', 'id-token'],
  'next-clients.yml issue': ['issues'],
}

/** Started by strangers, these have the rights and secrets of the repository. */
const dangerousTriggers = new Set(['pull_request_target', 'workflow_run', 'issue_comment', 'issues', 'discussion_comment'])
const hostedRunner = /^(?:ubuntu|windows|macos)-(?:latest|\d+(?:\.\d+)?)$/

/**
 * Says what a workflow does against the rules of the supply chain.
 *
 * @param file - its name, as `ci.yml`
 * @throws {SyntaxError} the text is no YAML
 */
export function workflowProblems(file: string, text: string): string[] {
  const { triggers, permissions, jobs } = readWorkflow(text)
  return [
    ...triggers.filter((name) => dangerousTriggers.has(name)).map((name) => `is started by ${name}`),
    ...(isEmptyMap(permissions) ? [] : ['needs `permissions: {}` at the top']),
    ...(/\bsecrets\b/.test(text) ? ['reads a secret'] : []),
    ...usedActions(text).flatMap(({ line, action, reference, comment }) => [
      ...(/^[0-9a-f]{40}$/.test(reference) ? [] : [`line ${line} needs the digest of a commit for ${action}`]),
      ...(/^v\d+\.\d+\.\d+$/.test(comment) ? [] : [`line ${line} needs the version of ${action} in a comment`]),
    ]),
    ...Object.entries(jobs).flatMap(([name, job]) =>
      jobProblems(job, writers[`${file} ${name}`] ?? []).map((problem) => `job ${name} ${problem}`),
    ),
  ].map((problem) => `${file}: ${problem}`)
}

/** Says which versions of actions have two digests. */
export function digestProblems(texts: readonly string[]): string[] {
  const digests = new Map<string, Set<string>>()
  for (const { action, reference, comment } of texts.flatMap(usedActions)) {
    const version = `${action.split('/').slice(0, 2).join('/')} ${comment}`
    digests.set(version, (digests.get(version) ?? new Set()).add(reference))
  }
  return [...digests].filter(([, found]) => found.size > 1).map(([version]) => `${version} has two digests`)
}

function jobProblems(job: Job, writes: readonly string[]): string[] {
  return [
    ...permissionProblems(job.permissions, writes),
    ...(typeof job['timeout-minutes'] === 'number' || job.uses !== undefined ? [] : ['needs timeout-minutes']),
    ...(job.uses !== undefined || runnersOf(job).every((name) => hostedRunner.test(name))
      ? []
      : ['runs on a machine that is not of GitHub']),
    ...(job.steps ?? []).flatMap(stepProblems),
  ]
}

/** The machines of a job; a matrix may list them. */
function runnersOf({ 'runs-on': runsOn, strategy }: Job): string[] {
  const [, key = ''] = /^\$\{\{ *matrix\.([\w-]+) *\}\}$/.exec(String(runsOn)) ?? []
  const listed = strategy?.matrix?.[key]
  return Array.isArray(listed) ? listed.map(String) : [String(runsOn)]
}

function permissionProblems(permissions: unknown, writes: readonly string[]): string[] {
  if (typeof permissions !== 'object' || permissions === null) return ['needs permissions of its own, by name']
  return Object.entries(permissions).flatMap(([name, right]) =>
    right === 'read' || right === 'none' || (right === 'write' && writes.includes(name)) ? [] : [`may not ${String(right)} ${name}`],
  )
}

function stepProblems({ uses = '', run = '', with: input }: Step): string[] {
  return [
    ...(uses.startsWith('actions/checkout@') && input?.['persist-credentials'] !== false ? ['needs persist-credentials: false'] : []),
    ...(run.includes('${{') ? ['has an expression in `run`: pass the value by `env`'] : []),
    ...(/\b(?:curl|wget)\b[^\n]*\|\s*(?:ba|z)?sh\b/.test(run) ? ['runs a script from the network'] : []),
    ...looseInstalls(run),
  ]
}

/** Packages that a command takes from a registry without an exact version. */
function looseInstalls(run: string): string[] {
  const commands = run.matchAll(/\b(?:npx(?: -y| --yes)?|npm (?:install|i)(?: --global| -g)) ((?!-)\S+)/g)
  const named = Array.from(commands, ([, name = '']) => name)
  const pip = /\bpip install\b(?![^\n]*--require-hashes)/.test(run) ? ['what pip installs'] : []
  return [...named.filter((name) => !/@\d+\.\d+\.\d+$/.test(name)), ...pip].map((name) => `needs an exact version of ${name}`)
}

function isEmptyMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
}
