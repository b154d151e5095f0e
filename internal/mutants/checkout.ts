import { cp, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, relative, sep } from 'node:path'

/** A copy of a checkout, with what is not committed yet, in which tests can be run on changed code. */
export interface Checkout {
  readonly root: string
  remove(): Promise<void>
}

const neverCopied = new Set(['.git', 'dist', 'reports', '.stryker-tmp'])

/**
 * Copies the sources to a temporary folder and shares the installed packages.
 *
 * @throws {Error} the copy would run the code of the original
 */
export async function copyCheckout(original: string): Promise<Checkout> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-mutants-')))
  const remove = async (): Promise<void> => rm(root, { recursive: true, force: true })
  try {
    // pnpm links packages by relative paths: links into the workspace find the copy, all others the shared store.
    await cp(original, root, { recursive: true, verbatimSymlinks: true, filter: (path) => isCopied(relative(original, path)) })
    await symlink(join(original, 'node_modules', '.pnpm'), join(root, 'node_modules', '.pnpm'), 'junction')
    const core = await realpath(join(root, 'node_modules', '@everbearer', 'core'))
    if (!core.startsWith(root + sep)) throw new Error('The packages of the workspace are not linked by relative paths; install with pnpm.')
  } catch (error) {
    await remove()
    throw error
  }
  return { root, remove }
}

function isCopied(path: string): boolean {
  const name = basename(path)
  const isInstalled = path.split(sep).includes('node_modules')
  return isInstalled ? !name.startsWith('.') : !neverCopied.has(name)
}
