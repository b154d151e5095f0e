import { glob, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The files of the repository that match, sorted. */
export async function filesMatching(root: string, patterns: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for await (const path of glob(patterns, { cwd: root, exclude: ['**/node_modules'] })) found.push(path)
  return found.toSorted()
}

/** Writes a file, and makes its folder. */
export async function write(folder: string, path: string, text: string): Promise<void> {
  const file = join(folder, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
