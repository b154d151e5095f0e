import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProcess } from '../tools/run-process.ts'

/**
 * Names the code of a checkout: its commit, and a hash of what is not committed.
 *
 * @throws {Error} git is missing, or the folder is no checkout
 */
export async function codeVersion(root: string): Promise<string> {
  const commit = (await git(root, 'rev-parse', '--short=10', 'HEAD')).trim()
  const changes = await git(root, 'diff', 'HEAD')
  const added = (await git(root, 'ls-files', '--others', '--exclude-standard', '-z')).split('\0').filter(Boolean)
  if (changes === '' && added.length === 0) return commit
  const hash = createHash('sha256').update(changes)
  for (const path of added) hash.update(`${path}\n`).update(await readFile(join(root, path)))
  return `${commit} with changes ${hash.digest('hex').slice(0, 8)}`
}

async function git(cwd: string, ...args: string[]): Promise<string> {
  const { code, stdout, output } = await runProcess('git', args, { cwd })
  if (code !== 0) throw new Error(`git ${args[0]} failed, and without it the code has no name:\n${output}`)
  return stdout
}
