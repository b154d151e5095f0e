import { access, cp, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Realm } from '../realms/representation.ts'
import { augmentationFolder, augmentedPart, saveAugmentation } from './augmentation.ts'
import type { Distribution } from './distribution.ts'

/** One server's own files: what it writes to is copied, the 170 MB that it only reads are a link. */
export interface ServerFiles extends AsyncDisposable {
  readonly folder: string
  /** To be called when the server has started for the first time. */
  readonly started: () => Promise<void>
}

const copied = ['bin', 'conf', 'providers', 'themes', 'version.txt', 'lib/app', 'lib/quarkus-run.jar']

/**
 * @param path - the server's path
 * @param distribution - none where a container brings its own: then there is only `data`
 */
export async function createServerFiles(realms: readonly Realm[], path: string, distribution?: Distribution): Promise<ServerFiles> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'everbearer-keycloak-')))
  const imports = join(folder, 'data', 'import')
  await mkdir(imports, { recursive: true })
  const augmented = distribution && augmentationFolder(distribution, path)
  const isAugmented =
    augmented !== undefined &&
    (await access(augmented).then(
      () => true,
      () => false,
    ))
  if (distribution !== undefined) {
    const { folder: serverFolder } = distribution
    await cp(isAugmented ? augmented : join(serverFolder, augmentedPart), join(folder, augmentedPart), { recursive: true })
    await Promise.all(copied.map((part) => cp(join(serverFolder, part), join(folder, part), { recursive: true })))
    await symlink(join(serverFolder, 'lib', 'lib'), join(folder, 'lib', 'lib'))
  }
  await Promise.all(realms.map((realm) => writeFile(join(imports, importFileOf(realm)), JSON.stringify(realm, undefined, 2))))
  const started = async (): Promise<void> => (augmented === undefined || isAugmented ? undefined : saveAugmentation(folder, augmented))
  return { folder, started, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}

/** Keycloak does not start with a file of another name. */
function importFileOf({ realm }: Realm): string {
  return `${realm}-realm.json`
}
