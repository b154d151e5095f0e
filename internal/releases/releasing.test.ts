import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { filesMatching, readText, root } from '../repository/repository.ts'
import { startProcess } from '../tools/run-process.ts'
import { readPublicPackages, writePlaceholders } from './placeholders.ts'

const page = await readText('docs/internals/releasing.md')

/** The commands on the page, in its blocks and in its lines. */
const commands = [
  ...Array.from(page.matchAll(/```sh\n([^]+?)\n```/g), ([, block = '']) => block.split('\n')).flat(),
  ...Array.from(page.matchAll(/`([^`\n]+)`/g), ([, code = '']) => code),
].flatMap((line) => line.split(' && '))

/** What follows the name of a program in the commands, by the first word. */
const callsOf = (program: string): string[] => [
  ...new Set(commands.flatMap((command) => (command.startsWith(`${program} `) ? [command.split(' ')[1] ?? ''] : []))),
]

/** The words that stand at the beginning of a line, or in a list with commas, in the help of a program. */
async function helpOf(program: string, args: readonly string[]): Promise<string> {
  const { output } = await startProcess(program, args, { cwd: root, timeout: 60_000, shell: process.platform === 'win32' }).ended
  return output
}

describe('the page about releases', () => {
  it('names commands of npm that npm has', async () => {
    const [, list = ''] = (await helpOf('npm', ['help'])).split('All commands:')
    const known = new Set(list.split(/[\s,]+/))
    expect(callsOf('npm').length).toBeGreaterThan(6)
    expect(callsOf('npm').filter((name) => !known.has(name))).toEqual([])
  })

  it('names commands of changesets that changesets has', async () => {
    const help = await helpOf('node', ['node_modules/@changesets/cli/bin.js', '--help'])
    const known = new Set(Array.from(help.matchAll(/^ {2}([a-z-]+) /gm), ([, name]) => name))
    const called = [...callsOf('changeset'), ...callsOf('pnpm changeset')].concat(
      commands.flatMap((command) => (command.startsWith('pnpm changeset ') ? [command.split(' ')[2] ?? ''] : [])),
    )
    expect(called).toContain('publish-plan')
    expect([...new Set(called)].filter((name) => name !== 'changeset' && !known.has(name))).toEqual([])
  })

  it('names scripts that package.json has', async () => {
    const { scripts } = JSON.parse(await readText('package.json')) as { readonly scripts: Readonly<Record<string, string>> }
    const called = callsOf('pnpm').filter((name) => name !== 'install')
    expect(called.toSorted()).toEqual(['build', 'changeset', 'release'])
    expect(called.filter((name) => scripts[name] === undefined)).toEqual([])
    expect(scripts['release']).toBe('pnpm build && changeset publish')
  })

  it('says what the workflow does', async () => {
    const workflow = await readText('.github/workflows/release.yml')
    for (const part of ['pnpm changeset version', 'pnpm release', 'id-token: write', "PNPM_CONFIG_PROVENANCE: 'true'"]) {
      expect(workflow).toContain(part)
    }
    expect(workflow).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN/)
  })
})

describe('the placeholders of a first release', () => {
  it('are empty packages for all public names, with the commands that create and trust the names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'everbearer-names-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const packages = await readPublicPackages(root)
    const { fixed } = JSON.parse(await readText('.changeset/config.json')) as { readonly fixed: readonly (readonly string[])[] }
    expect(packages.map(({ name }) => name)).toEqual(fixed.flat().toSorted())

    const printed = await writePlaceholders(packages, folder)
    expect(printed).toHaveLength(3 * packages.length)
    expect(printed).toContain(`npm publish ${join(folder, 'core')} --access public`)
    expect(printed).toContain(
      'npm trust github everbearer --repo everbearer/everbearer --file release.yml --environment npm --allow-publish',
    )
    expect(printed.at(-1)).toBe('npm deprecate everbearer@0.0.0 "Reserves the name. Install a later version."')
    expect(await filesMatching('.github/workflows/release.yml')).toHaveLength(1)
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'core', 'package.json'), 'utf8'))
    expect(manifest).toMatchObject({ name: '@everbearer/core', version: '0.0.0', license: 'MIT' })
    expect(manifest).not.toHaveProperty('dependencies')
  })
})

describe('the workflows', () => {
  it('run projects of vitest that exist', async () => {
    const areas = await readText('internal/test-sets/areas.ts')
    for (const path of await filesMatching('.github/workflows/*.yml')) {
      const named = Array.from((await readText(path)).matchAll(/--project '?!?([a-z0-9-]+)'?/g), ([, name = '']) => name)
      expect(named.filter((name) => !areas.includes(`inPackage('${name}'`) && !areas.includes(`name: '${name}'`))).toEqual([])
    }
  })
})
