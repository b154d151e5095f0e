import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { filesMatching, readText, root } from '../repository/repository.ts'
import { getDependencyReleaseLine, getReleaseLine } from './change-log.ts'

describe('the change log', () => {
  it('has the text of a changeset as one item, further paragraphs too', async () => {
    const summary = '`peek()` gives the status.\nIt sends nothing.\n\nSee the guide.'
    expect(await getReleaseLine({ summary })).toBe('- `peek()` gives the status.\n  It sends nothing.\n\n  See the guide.')
  })

  it('leads from a package to the changes of those that it depends on', async () => {
    const core = { name: '@everbearer/core', newVersion: '0.1.1' }
    const oauth2 = { name: '@everbearer/oauth2', newVersion: '0.1.1' }
    const at = 'https://github.com/everbearer/everbearer/blob/main/packages'
    expect(await getDependencyReleaseLine([], [core])).toBe(`- Depends on [\`@everbearer/core\` 0.1.1](${at}/core/CHANGELOG.md).`)
    expect(await getDependencyReleaseLine([], [core, oauth2])).toContain(' and [`@everbearer/oauth2` 0.1.1](')
    expect(await getDependencyReleaseLine([], [])).toBe('')
  })

  it('is written by these functions', async () => {
    const config = JSON.parse(await readText('.changeset/config.json')) as { readonly changelog: string }
    expect(join(root, '.changeset', config.changelog)).toBe(join(import.meta.dirname, 'change-log.ts'))
  })
})

describe('the packages', () => {
  it('have one version, which the next release raises for all of them', async () => {
    const { fixed } = JSON.parse(await readText('.changeset/config.json')) as { readonly fixed: readonly (readonly string[])[] }
    const manifests = await Promise.all(
      (await filesMatching('packages/*/package.json')).map(
        async (path) => JSON.parse(await readText(path)) as { readonly name: string; readonly version: string },
      ),
    )
    expect(fixed.map((group) => group.toSorted())).toEqual([manifests.map(({ name }) => name).toSorted()])
    expect(new Set(manifests.map(({ version }) => version)).size).toBe(1)
  })

  it('have folders with the names that links to change logs are made of', async () => {
    for (const path of await filesMatching('packages/*/package.json')) {
      const { name } = JSON.parse(await readText(path)) as { readonly name: string }
      expect(existsSync(join(root, 'packages', name.replace('@everbearer/', ''))), name).toBe(true)
    }
  })
})
