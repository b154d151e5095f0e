import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { root } from './repository.ts'
import { runNode, tscFile } from './run.ts'
import type { Snippet } from './snippets.ts'

/**
 * Type-checks each snippet as a module of its own, inside the repository so that our packages resolve.
 * Returns the errors of each, told with the line of the Markdown file.
 *
 * @param base - the folder whose tsconfig.json and node_modules count
 */
export async function typeCheck(snippets: readonly Snippet[], base: string = root): Promise<Map<Snippet, string[]>> {
  const errors = new Map(snippets.map((snippet) => [snippet, [] as string[]]))
  if (snippets.length === 0) return errors

  await mkdir(join(base, 'reports'), { recursive: true })
  const folder = await mkdtemp(join(base, 'reports', 'snippets-'))
  try {
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    await Promise.all(snippets.map(({ code }, index) => writeFile(join(folder, `${index}.ts`), `${code}\n\nexport {}\n`)))
    const { code, output } = await runNode(tscFile, ['--project', folder, '--pretty', 'false'])
    const told = assign(output, folder, snippets, errors)
    if (code !== 0 && told === 0) throw new Error(`tsc failed outside the snippets:\n${output}`)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return errors
}

/** The repository's own strictness; only that an example may declare what it does not go on to use. */
const settings = {
  extends: '../../tsconfig.json',
  compilerOptions: { rootDir: root, noUnusedLocals: false, noUnusedParameters: false },
  include: ['*.ts'],
  exclude: [],
}

/** Returns how many errors were told of a snippet. */
function assign(output: string, folder: string, snippets: readonly Snippet[], errors: ReadonlyMap<Snippet, string[]>): number {
  let told = 0
  for (const [, path = '', line, message] of output.matchAll(/^(.+?)\((\d+),\d+\): (.+(?:\n .*)*)/gm)) {
    const snippet = path.includes(basename(folder)) ? snippets[Number.parseInt(basename(path), 10)] : undefined
    if (snippet === undefined) continue
    errors.get(snippet)?.push(`${snippet.file}:${snippet.line + Number(line) - 1} ${message}`)
    told += 1
  }
  return told
}
