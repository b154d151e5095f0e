import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const notOurs = new Set(['node_modules', 'dist', 'reports'])
const file = (root) => join(root, 'node_modules', '.everbearer-stamp')

/** Stands for all that an install depends on: lockfile, workspace settings, every manifest, the kind of machine. */
export async function currentStamp(root) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`)
  for (const path of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...(await manifests(root))]) {
    hash.update(`${path}\n`).update(await readFile(join(root, path)))
  }
  return hash.digest('hex')
}

/** Resolves to undefined where nothing was installed yet. */
export async function readStamp(root) {
  return readFile(file(root), 'utf8').catch(() => undefined)
}

export async function writeStamp(root, stamp) {
  await writeFile(file(root), stamp)
}

async function manifests(root, folder = '', depth = 0) {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const found = entries.some((entry) => entry.name === 'package.json') ? [join(folder, 'package.json')] : []
  if (depth === 3) return found
  for (const { name } of entries.filter((entry) => entry.isDirectory()).toSorted(byName)) {
    if (notOurs.has(name) || name.startsWith('.')) continue
    found.push(...(await manifests(root, join(folder, name), depth + 1)))
  }
  return found
}

function byName(a, b) {
  return a.name < b.name ? -1 : 1
}
