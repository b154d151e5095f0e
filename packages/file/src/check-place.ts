import type { FileSystem } from './file-system.ts'
import { riskOf } from './risky-place.ts'
import type { Warn } from './warnings.ts'

const risks = {
  'network-folder': 'is on a network file system, where renames and locks may not be atomic',
  'synced-folder': 'is in a folder that a program copies to other machines, with all tokens',
}

/**
 * Warns if other machines share the folder of the token file, or other users can write to the folder. A folder that does not exist yet gets
 * no warning.
 */
export async function checkPlace(fs: FileSystem, folder: string, warn: Warn): Promise<void> {
  try {
    const [real, mounts] = await Promise.all([
      fs.realpath(folder),
      fs.platform === 'linux' ? fs.readFile('/proc/self/mounts', 'utf8').catch(() => undefined) : undefined,
    ])
    const risk = riskOf({ platform: fs.platform, folder: real, mounts })
    if (risk !== undefined)
      warn(risk, `${folder} ${risks[risk]}. Keep the token file on a disk of this machine, or use a store for fleets.`)
    const { mode } = await fs.lstat(real)
    // In a folder with the sticky bit, nobody can rename or remove the files of others.
    const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0
    if (fs.platform !== 'win32' && isOpen)
      warn('open-folder', `Other users can write in ${folder}, and replace the token file. Remove their right to write.`)
  } catch {
    // If something is wrong with the folder, the next load or save reports it.
  }
}
