import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { buildSite } from '../../build/build-site.ts'
import type { SiteContext } from './site-context.ts'

/** The path of the site on its host. It is that of a project on GitHub Pages, so that links without it are found. */
const base = '/everbearer/'

/** Builds the site once for all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-site-'))
  await buildSite({ base, outDir: folder })
  project.provide('site', { folder, base } satisfies SiteContext)
  return () => rm(folder, { recursive: true, force: true })
}
