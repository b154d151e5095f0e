import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The user's cache folder for what takes long to get, made where it is missing. */
export async function cacheFolder(): Promise<string> {
  const base =
    process.env['XDG_CACHE_HOME'] || (process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache'))
  const folder = join(base, 'everbearer')
  await mkdir(folder, { recursive: true })
  return folder
}
