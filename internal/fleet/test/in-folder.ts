import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Runs `work` with a folder for logs. The folder stays if `work` throws: its logs say why. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'everbearer-fleet-'))
  const result = await work(folder)
  await rm(folder, { recursive: true, force: true })
  return result
}
