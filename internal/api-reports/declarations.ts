import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isolatedDeclaration } from 'rolldown/experimental'
import { filesMatching, root } from '../repository/repository.ts'

/**
 * Writes the declarations of a package, beside its `node_modules`. `dist` stays as it is: the tests of tarballs build there.
 * With `isolatedDeclarations`, a declaration follows from its file alone, so these are the declarations that TypeScript publishes.
 *
 * @returns the folder
 */
export async function writeDeclarations(packageFolder: string): Promise<string> {
  const sources = `packages/${packageFolder}/src`
  const output = join(root, 'packages', packageFolder, 'reports', 'declarations')
  await rm(output, { recursive: true, force: true })
  const files = await filesMatching(`${sources}/**/*.ts`)
  await Promise.all(files.map((file) => writeDeclaration(file, join(output, file.slice(sources.length + 1).replace(/\.ts$/, '.d.ts')))))
  return output
}

async function writeDeclaration(file: string, target: string): Promise<void> {
  const { code, errors } = await isolatedDeclaration(file, await readFile(join(root, file), 'utf8'), { stripInternal: false })
  const [error] = errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, code)
}
