import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path/posix'
import { root } from '../repository.ts'

/** A line of the tree on the page of architecture. */
export interface TreeLine {
  /** Relative to the repository; that of a folder ends with `/`. */
  readonly path: string
  readonly idea: string
}

/** Reads the block of text under the heading "The tree". Two spaces more are one folder deeper. */
export function readTree(page: string): TreeLine[] {
  const [, block = ''] = /^## The tree\n[^]*?^```text\n([^]*?)^```/m.exec(page) ?? []
  const folders: string[] = []
  return block
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, indent = '', name = '', idea = ''] = /^( *)(\S+) *(.*)$/.exec(line) ?? []
      folders.length = indent.length / 2
      const path = folders.join('') + name
      if (name.endsWith('/')) folders.push(name)
      return { path, idea }
    })
}

/**
 * Where tree and files differ.
 *
 * A source file of a package needs a line of its own. Any other file may have the line of its folder. A folder without
 * lines below it stands for all its folders, too.
 */
export function differencesOf(lines: readonly TreeLine[], files: readonly string[]): { withoutLine: string[]; withoutFile: string[] } {
  const paths = new Set(lines.map(({ path }) => path))
  const isLeaf = (folder: string): boolean => !lines.some(({ path }) => path !== folder && path.startsWith(folder))
  const isShown = (file: string): boolean =>
    paths.has(file) ||
    (!isPackageSource(file) && (paths.has(`${dirname(file)}/`) || foldersOf(file).some((folder) => paths.has(folder) && isLeaf(folder))))
  return {
    withoutLine: files.filter((file) => !isShown(file)),
    withoutFile: [...paths].filter((path) => !files.some((file) => (path.endsWith('/') ? file.startsWith(path) : file === path))),
  }
}

function isPackageSource(file: string): boolean {
  return /^packages\/[^/]+\/src\//.test(file)
}

/** `a/b/c.ts` → `a/`, `a/b/` */
function foldersOf(file: string): string[] {
  const names = file.split('/').slice(0, -1)
  return names.map((_, index) => `${names.slice(0, index + 1).join('/')}/`)
}

const generated = new Set(['node_modules', 'dist', 'reports'])

/** All files of the repository but those whose name, or whose folder's name, begins with a dot. */
export async function visibleFiles(folder = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const found = entries
    .filter(({ name }) => !name.startsWith('.') && !generated.has(name))
    .map(async (entry) => (entry.isDirectory() ? visibleFiles(join(folder, entry.name)) : [join(folder, entry.name)]))
  return (await Promise.all(found)).flat().toSorted()
}
