import { cp, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Distribution } from './distribution.ts'

/** Where Keycloak puts what it makes of itself. */
export const augmentedPart: string = join('lib', 'quarkus')

/**
 * Where the augmentation for a path is kept: on its first start Keycloak puts itself together for its options, which
 * takes half of the time. Undefined for a Keycloak that is not ours: who knows what its owner changes.
 */
export function augmentationFolder({ folder, isCached, version }: Distribution, path: string): string | undefined {
  const name = path.replaceAll(/[^a-z]/g, '') || 'root'
  return isCached ? join(dirname(folder), `augmented-${version}-${name}`) : undefined
}

/** Keeps what a start has made, for the next. Nothing depends on it. */
export async function saveAugmentation(serverFolder: string, folder: string): Promise<void> {
  const copy = await mkdtemp(`${folder}-`)
  try {
    await cp(join(serverFolder, augmentedPart), copy, { recursive: true })
    await rename(copy, folder)
  } catch {
    // Another start has kept the same meanwhile.
    await rm(copy, { recursive: true, force: true })
  }
}
