import { filesMatching } from '../repository.ts'

/** All source files of the repository, tests too. */
export async function allSources(): Promise<string[]> {
  const files = await filesMatching('*.ts', '{packages,internal,bench,demo,examples,scripts,site}/**/*.{ts,tsx,mts,cts,mjs,cjs}')
  return files.filter((file) => !file.split('/').some((folder) => generated.has(folder)))
}

const generated = new Set(['dist', 'reports', '.stryker-tmp'])
