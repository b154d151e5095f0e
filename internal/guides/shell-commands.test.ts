import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readArguments } from '../../packages/everbearer/src/command-line/options.ts'
import { commands } from '../../packages/everbearer/src/commands.ts'
import { filesMatching, type Manifest, readManifest, readText, root } from '../repository/repository.ts'
import { areas } from '../test-sets/areas.ts'
import { type ShellCommand, shellCommands } from './shell-commands.ts'

/** Its commands are those of npm, git and a release: `internal/releases/releasing.test.ts` looks them up. */
const elsewhere = new Set(['docs/internals/releasing.md'])
const paths = (await filesMatching('*.md', 'docs/**/*.md', 'packages/*/README.md', 'examples/*/README.md')).filter(
  (path) => !elsewhere.has(path),
)
const manifests = await Promise.all(
  (await filesMatching('package.json', '{packages,examples,internal}/*/package.json', 'examples/package.json')).map(readManifest),
)
const testbedOptions = new Set((await readText('packages/testing/src/server/cli.ts')).match(/--[a-z-]+/g))
const scripts = new Set(manifests.flatMap((manifest) => Object.keys((manifest as Manifest & { scripts?: object }).scripts ?? {})))
const known = new Set(
  manifests.flatMap(({ name, dependencies, devDependencies, peerDependencies }) => [
    name,
    ...Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies }),
  ]),
)

/** What is wrong with a command: nothing, or an option, script, package or file that does not exist. */
function faultsOf([program = '', ...args]: ShellCommand): string[] {
  const missing = (kind: string, names: readonly string[], exist: (name: string) => boolean): string[] =>
    names.filter((name) => !exist(name)).map((name) => `${program}: no ${kind} ${name}`)
  const values = args.filter((word) => !word.startsWith('-'))
  if (program === 'npm' && /^(un)?install$/.test(args[0] ?? '')) return missing('package', values.slice(1), (name) => known.has(name))
  if (program === 'npm' && args[0] === 'audit') return []
  if (program === 'npm') return missing('script', [args[0] === 'run' ? (args[1] ?? '') : (args[0] ?? '')], (name) => scripts.has(name))
  if (program === 'npx' && args[0] === 'everbearer-testbed') {
    return missing(
      'option',
      args.filter((word) => word.startsWith('--')),
      (name) => testbedOptions.has(name),
    )
  }
  if (program === 'npx' && args[0] === 'everbearer') return faultsOfEverbearer(args.slice(1))
  if (program === 'node')
    return missing(
      'file',
      values.slice(0, args.includes('-p') ? 0 : 1),
      (path) => path.startsWith('node_modules/') || existsSync(join(root, path)),
    )
  if (program === 'cd') return missing('folder', values, (path) => existsSync(join(root, path)))
  if (program === 'pnpm') {
    const project = args.indexOf('--project')
    return missing('project', project < 0 ? [] : [args[project + 1] ?? ''], (name) => areas.some((area) => area.name === name))
  }
  return program === 'curl' || program === 'export' ? [] : [`unknown program ${program}`]
}

function faultsOfEverbearer([name = '', ...args]: readonly string[]): string[] {
  const command = commands.find((each) => each.name === name)
  if (command === undefined) return [`everbearer: no command ${name}`]
  try {
    readArguments(command.options, args)
    return []
  } catch (error) {
    return [`everbearer ${name}: ${(error as Error).message}`]
  }
}

describe('the shell commands of the documentation', () => {
  it.each(paths)('name in %s what exists', async (path) => {
    expect(shellCommands(await readText(path)).flatMap(faultsOf)).toEqual([])
  })

  it.each([
    ['npx everbearer doctor --isuer https://auth.example.com', 'everbearer doctor: unknown option --isuer; see --help'],
    ['curl -H "Bearer $(npx everbearer tokens)" https://api.example.com', 'everbearer: no command tokens'],
    ['npx everbearer-testbed --lifetimes 30', 'npx: no option --lifetimes'],
    ['npm run fuz -- --url 1', 'npm: no script fuz'],
    ['npm install axios @everbearer/axois # comment', 'npm: no package @everbearer/axois'],
    ['node internal/none.ts --seed 1', 'node: no file internal/none.ts'],
    ['pnpm vitest run --project kys', 'pnpm: no project kys'],
    ['rm -r x', 'unknown program rm'],
  ])('are found wrong: %s', (line, fault) => {
    expect(shellCommands(`\`\`\`sh\n${line}\n\`\`\`\n`).flatMap(faultsOf)).toEqual([fault])
  })
})
