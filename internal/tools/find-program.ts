import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

/** Where Debian keeps servers; not on everybody's PATH. */
const serverFolders = ['/usr/sbin', '/usr/local/sbin']

/** The full path of a program, or undefined where there is none. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...serverFolders]
  for (const folder of folders.filter(Boolean)) {
    const path = join(folder, name)
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) return path
  }
  return undefined
}
